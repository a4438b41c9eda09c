import { UsageError } from "../../base/usageError.ts";

/**
 * What the placeholders of a command line stand for: the one text that each item is, the columns of a row, one value of
 * each of several lists, or the items of a call that takes several.
 */
export type ItemShape =
	| { readonly kind: "text" }
	| { readonly kind: "row"; readonly hasNames: boolean }
	| { readonly kind: "combination"; readonly lists: number }
	| { readonly kind: "batch"; readonly size: number };

/** A word of the command line, as a template of a job. */
export interface WordTemplate {
	readonly template: string;
	readonly hasPlaceholder: boolean;
}

/** Liquid, a `${…}`, or something in braces. */
const pieces = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\$\{[^{}]*\}?|\{[^{}]*\}/g;
/** What a job resolves itself; any other `${…}` is the command's own, such as a shell's. */
const jobVariable = /^\$\{(?:(?:env|config|secret|input):[^{}]+|workspaceFolder)\}$/;

/** GNU parallel's `{.}`, `{/}`, `{//}` and `{/.}`. */
const pathFilters: Readonly<Record<string, string>> = {
	"": "",
	".": " | without_extension",
	"/": " | basename",
	"//": " | dirname",
	"/.": " | stem",
};

/**
 * Turns GNU parallel's placeholders into those of a job. What means nothing here, such as awk's `{print}`, stays.
 * @throws UsageError for a placeholder that cannot be had
 */
export function wordTemplate(word: string, shape: ItemShape): WordTemplate {
	let hasPlaceholder = false;
	const template = word.replaceAll(pieces, (piece) => {
		if (piece.startsWith("${")) return jobVariable.test(piece) ? piece : `$${piece}`;
		if (piece.startsWith("{{") || (piece.startsWith("{%") && piece !== "{%}")) {
			hasPlaceholder = true;
			return piece;
		}
		const expression = expressionOf(piece.slice(1, -1), shape);
		if (expression === undefined) return piece;
		hasPlaceholder = true;
		return expression;
	});
	return { template, hasPlaceholder };
}

/** The words that stand for the whole item: where `{}` stands alone, or no placeholder stands anywhere. */
export function wholeItem(shape: ItemShape): readonly string[] {
	if (shape.kind === "batch") return ["{{ batch.items }}"];
	if (shape.kind !== "combination") return ["{{ item }}"];
	return Array.from({ length: shape.lists }, (_, at) => `{{ ${listValue(at + 1)} }}`);
}

/** @returns undefined for what is no placeholder */
function expressionOf(name: string, shape: ItemShape): string | undefined {
	if (name === "%") {
		throw new UsageError({
			message: "{%}, the number of a job slot, cannot be had: items are not bound to slots.",
			suggestion: "{#} is the item's number, from 1.",
		});
	}
	if (name === "#") return shape.kind === "batch" ? "{{ batch.number | plus: 1 }}" : "{{ index | plus: 1 }}";
	const [, number, ending = ""] = /^(\d*)(\.|\/|\/\/|\/\.)?$/.exec(name) ?? [];
	if (number !== undefined) return numbered(number === "" ? undefined : Number(number), ending, shape);
	if (shape.kind !== "row" || !shape.hasNames) return undefined;
	// Blanks at the edges, quotes and the like are code of some language, and no column's name.
	return /^[\p{L}_](?:[\p{L}\p{N}_.\- ]*[\p{L}\p{N}_])?$/u.test(name)
		? `{{ item[${JSON.stringify(name)}] }}`
		: undefined;
}

function numbered(number: number | undefined, ending: string, shape: ItemShape): string | undefined {
	const filter = pathFilters[ending] ?? "";
	switch (shape.kind) {
		case "text":
			return number === undefined || number === 1 ? `{{ item${filter} }}` : undefined;
		case "row":
			if (number === undefined) return ending === "" ? "{{ item }}" : undefined;
			return shape.hasNames ? undefined : `{{ item[${number - 1}]${filter} }}`;
		case "combination": {
			if (number !== undefined && number > shape.lists) throw tooHigh(number, shape.lists, "lists of values (:::)");
			const values = number === undefined ? Array.from({ length: shape.lists }, (_, at) => at + 1) : [number];
			return values.map((value) => `{{ ${listValue(value)}${filter} }}`).join(" ");
		}
		case "batch":
			if (number === undefined) {
				throw new UsageError({
					message: `{${ending}} with -n stands for several items, so it must be a word of its own${ending === "" ? "" : ", without . and /"}.`,
					suggestion: "{1}, {2} and so on stand for single ones.",
				});
			}
			if (number > shape.size) throw tooHigh(number, shape.size, "items in a call (-n)");
			// The last call may have fewer.
			return `{% if batch.items.size >= ${number} %}{{ batch.items[${number - 1}]${filter} }}{% endif %}`;
	}
}

/** Where a combination has the value of its nth list. */
function listValue(number: number): string {
	return `item["${number}"]`;
}

function tooHigh(number: number, most: number, what: string): UsageError {
	return new UsageError({ message: `{${number}}: there are only ${most} ${what}.` });
}
