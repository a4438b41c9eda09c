import { type FieldPath, lookUp, missingField, readFieldPath } from "./fieldPath.ts";
import { Inserted, type InsertOrigin, type Piece } from "./inserted.ts";
import { compileLiquid, knownNames, unknownName } from "./liquid.ts";
import { LiquidSourceWriter } from "./liquidSource.ts";
import type { Scope } from "./scope.ts";
import { splitVariables, type VariablePart } from "./splitVariables.ts";
import { type Variables, variableValue } from "./variables.ts";

export interface TemplateOptions {
	readonly variables: Variables;
	/** Path of the string in the settings, for errors. */
	readonly path: readonly (string | number)[];
	/** What its scope has besides what each template is given: `result`. */
	readonly names?: readonly string[] | undefined;
	/**
	 * Values are encoded where they are inserted, and the template may do that itself, with `url_encode` as the last filter:
	 * such a value has the origin `encoded`. What ends in the filter `raw` is text of the template's own. Never set where insertion is what protects, as in a shell.
	 */
	readonly encodes?: boolean;
}

/**
 * Says how a value is written into a text.
 * @param before the rendered text so far
 * @param origin a `variable` is what the job's author has chosen
 */
export type Insert = (value: string, before: string, origin: InsertOrigin) => string;

/** A string of the job file, compiled. */
export interface Template {
	/** The text, where it needs no item, as there is no `{{ }}` in it. */
	readonly constant: string | undefined;
	/** @throws RenderError where the item lacks what the template names */
	render(scope: Scope, insert?: Insert): string;
	/** Like `render`, but a text that is only one `{{ expression }}` keeps the value's type. */
	value(scope: Scope): unknown;
}

/**
 * @example
 * compileTemplate("/posts/{{ item.slug }}", { variables, path: ["run", "http"] }).render(scope); // "/posts/hello"
 * @throws SettingsError with the offset in the text, for a syntax error or an unknown name
 */
export function compileTemplate(text: string, options: TemplateOptions): Template {
	const parts = splitVariables(text, options.path);
	const valueFor = (part: { expression: string; offset: number }) =>
		variableValue(part.expression, options.variables, options.path, part.offset);
	const simple = parseSimple(parts, valueFor, options);
	if (simple) return new CompiledTemplate(simple.some(isPlace) ? fill(simple, options) : simple.filter(isPiece));
	const source = new LiquidSourceWriter().write(parts, valueFor, options.path);
	const isSingle = /^\{\{(?:(?!\}\}|\{\{|\{%).)*\}\}$/s.test(text);
	return new CompiledTemplate(
		compileLiquid(source, { ...options, encodes: options.encodes ?? false }).render,
		isSingle,
	);
}

class CompiledTemplate implements Template {
	readonly constant: string | undefined;
	readonly #pieces: readonly Piece[] | ((scope: Scope) => readonly Piece[]);
	readonly #isSingle: boolean;

	constructor(pieces: readonly Piece[] | ((scope: Scope) => readonly Piece[]), isSingle = true) {
		this.#pieces = pieces;
		this.#isSingle = isSingle;
		this.constant = typeof pieces === "function" ? undefined : pieces.join("");
	}

	render(scope: Scope, insert?: Insert): string {
		if (!insert && this.constant !== undefined) return this.constant;
		let text = "";
		for (const piece of this.#piecesFor(scope)) {
			if (typeof piece === "string" || !insert) text += piece;
			else text += insert(piece.toString(), text, piece.origin);
		}
		return text;
	}

	value(scope: Scope): unknown {
		if (this.constant !== undefined) return this.constant;
		const pieces = this.#piecesFor(scope);
		const [first] = pieces;
		if (this.#isSingle && pieces.length === 1 && first instanceof Inserted) return first.value;
		return pieces.join("");
	}

	#piecesFor(scope: Scope): readonly Piece[] {
		return typeof this.#pieces === "function" ? this.#pieces(scope) : this.#pieces;
	}
}

/** A `{{ item.field }}`. */
interface Place {
	readonly fieldPath: FieldPath;
	readonly offset: number;
}

function isPlace(part: Piece | Place): part is Place {
	return typeof part === "object" && "fieldPath" in part;
}

function isPiece(part: Piece | Place): part is Piece {
	return !isPlace(part);
}

/** Reads text without tags and filters: Liquid would take ten times as long to render it. */
function parseSimple(
	parts: readonly VariablePart[],
	valueFor: (part: { expression: string; offset: number }) => string,
	options: TemplateOptions,
): readonly (Piece | Place)[] | undefined {
	const known = knownNames(options);
	const hasTags = parts.some((part) => "text" in part && part.text.includes("{%"));
	const simple: (Piece | Place)[] = [];
	for (const part of parts) {
		if (!("text" in part)) {
			simple.push(new Inserted(valueFor(part), "variable"));
			continue;
		}
		let done = 0;
		for (const { 0: output, 1: expression = "", index } of part.text.matchAll(/(?<!\{)\{\{([^{}]*)\}\}/g)) {
			const fieldPath = readFieldPath(expression);
			if (!fieldPath) return undefined;
			const [root = ""] = fieldPath;
			const offset = part.offset + index + output.indexOf(root);
			// A tag may bind the name.
			if (hasTags && !known.includes(root)) return undefined;
			if (!known.includes(root)) throw unknownName(root, options, offset);
			simple.push(part.text.slice(done, index), { fieldPath, offset });
			done = index + output.length;
		}
		simple.push(part.text.slice(done));
	}
	const texts = simple.filter((part) => part !== "");
	// `{` may end one text and start the next, where `$${` was between them.
	return texts.some((part) => typeof part === "string" && /\{[{%]/.test(part)) ? undefined : texts;
}

function fill(
	parts: readonly (Piece | Place)[],
	{ path, variables }: TemplateOptions,
): (scope: Scope) => readonly Piece[] {
	const { given } = variables;
	return (own) => {
		const scope = given ? { ...given, ...own } : own;
		return parts.map((part) => {
			if (!isPlace(part)) return part;
			const value = lookUp(scope, part.fieldPath);
			if (value === undefined) throw missingField(scope, part.fieldPath.join("."), { path, offset: part.offset });
			return new Inserted(value, "item");
		});
	};
}
