import { ExactNumber } from "../base/exactNumber.ts";
import { didYouMean } from "./didYouMean.ts";
import { RenderError } from "./renderError.ts";
import type { Scope } from "./scope.ts";

/** `["item", "author", "name"]` of `item.author.name`. */
export type FieldPath = readonly string[];

const fieldPattern = /\.\s*([A-Za-z_][\w-]*)|\[\s*(\d+)\s*\]|\[\s*"([^"\\]*)"\s*\]|\[\s*'([^'\\]*)'\s*\]/y;
/** Words that Liquid reads as values, or as properties of the value before them. */
const reserved = new Set(["true", "false", "nil", "null", "empty", "blank", "size", "first", "last"]);

/** Reads an expression that is only a path, as most are. Undefined: leave it to Liquid. */
export function readFieldPath(expression: string): FieldPath | undefined {
	const text = expression.trim();
	const root = /^[A-Za-z_][\w-]*/.exec(text)?.[0];
	if (root === undefined) return undefined;
	const path = [root];
	fieldPattern.lastIndex = root.length;
	while (fieldPattern.lastIndex < text.length) {
		const field = fieldPattern.exec(text);
		if (!field) return undefined;
		path.push(field.slice(1).find((name) => name !== undefined) ?? "");
	}
	return path.some((name) => reserved.has(name)) ? undefined : path;
}

/** Looks a path up as Liquid does: own fields only, and anything below null is null. Undefined: a field is missing. */
export function lookUp(scope: Scope, path: FieldPath): unknown {
	let value: unknown = scope;
	for (const name of path) {
		if (value === null || value === undefined) return value;
		const isField = Object.hasOwn(Object(value), name) && !(value instanceof ExactNumber);
		value = isField ? (value as Record<string, unknown>)[name] : undefined;
	}
	return value;
}

/**
 * Says which field is missing, and which ones exist.
 * @param dotted the path as Liquid reports it: `item.author.nmae`
 */
export function missingField(
	scope: Scope,
	dotted: string,
	place: { readonly path: readonly (string | number)[]; readonly offset: number | undefined },
): RenderError {
	let [owner, name, value] = ["", dotted, scope as unknown];
	for (let found = ownField(value, name); found !== undefined; found = ownField(value, name)) {
		owner = owner === "" ? found : `${owner}.${found}`;
		name = name.slice(found.length + 1);
		value = (value as Record<string, unknown>)[found];
	}
	if (typeof (scope.batch as unknown) === "object" && owner === "") {
		const message = `"${name}" is not known here, as the template is for a whole batch.`;
		return new RenderError(message, "Use {{ batch.items }}, {{ batch.keys }} or {{ batch.number }}.", place);
	}
	if (owner === "" && (name === "path" || name === "line")) {
		const message = `The item has no ${name}, as its source gives ${name === "path" ? "no files" : "no lines of files"}.`;
		return new RenderError(message, undefined, place);
	}
	if (owner === "") return new RenderError(`Nothing here is named "${name}".`, undefined, place);
	if (Array.isArray(value)) {
		return new RenderError(`${owner} is a list of ${value.length} and has no "${name}".`, undefined, place);
	}
	if (typeof value !== "object" || value instanceof ExactNumber) {
		const type = typeof value === "string" ? "text" : value instanceof ExactNumber ? "number" : typeof value;
		const message = `${owner} is a ${type} and has no field "${name}".`;
		return new RenderError(message, `Use {{ ${owner} }}.`, place);
	}
	const known = Object.keys(value ?? {});
	const has = known.length === 0 ? "It has no fields." : `It has: ${listed(known)}.`;
	return new RenderError(`${owner} has no field "${name}". ${has}`, didYouMean(name, known), place);
}

/** The field that the dotted path starts with. Names may contain dots, so it is the longest one that fits. */
function ownField(value: unknown, dotted: string): string | undefined {
	if (typeof value !== "object" || value === null || value instanceof ExactNumber) return undefined;
	const fitting = Object.entries(value).filter(([name, field]) => field !== undefined && dotted.startsWith(`${name}.`));
	return fitting.map(([name]) => name).sort((a, b) => b.length - a.length)[0];
}

function listed(names: readonly string[]): string {
	const shown = names.slice(0, 20).join(", ");
	return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}
