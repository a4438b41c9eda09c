import { LiquidError, type Token, Tokenizer } from "liquidjs";
import { SettingsError } from "../base/settingsError.ts";
import { exactOperators } from "./exactNumbers.ts";
import { lookUp, missingField } from "./fieldPath.ts";
import { Inserted } from "./inserted.ts";
import { type CompiledLiquid, compileLiquid, type Read, readValue } from "./liquid.ts";
import { LiquidSourceWriter } from "./liquidSource.ts";
import type { RenderError } from "./renderError.ts";
import type { Scope } from "./scope.ts";
import { splitVariables } from "./splitVariables.ts";
import type { TemplateOptions } from "./template.ts";
import { variableValue } from "./variables.ts";

/** A Liquid condition of the job file, compiled: `item.price > 10 and item.name != nil`. What does not exist is nil. */
export interface Condition {
	/** As it is written. */
	readonly text: string;
	/** @throws RenderError where a filter cannot work on what it gets */
	holds(scope: Scope): boolean;
	/** What the values are that it names. */
	found(scope: Scope): readonly FoundValue[];
	/** The first field that it names and this item lacks; undefined where the item has them all. */
	missing(scope: Scope): RenderError | undefined;
}

export interface FoundValue {
	/** `result.body.errors` */
	readonly name: string;
	/** Null where there is none. */
	readonly value: unknown;
}

/** A Liquid expression, compiled: `result.label | downcase`. What does not exist is null. */
export interface Expression {
	/** As it is written. */
	readonly text: string;
	/** The names that it begins with: `result`. */
	readonly names: readonly string[];
	/** @throws RenderError where a filter cannot work on what it gets */
	value(scope: Scope): unknown;
}

type Marks = readonly [opening: string, closing: string];

const conditionMarks: Marks = ["{% if ", " %}1{% endif %}"];
const expressionMarks: Marks = ["{{ ", " }}"];

/**
 * @example
 * compileCondition("item.price > 10", { variables, path: ["items", "where"] }).holds(scope);
 * @throws SettingsError with the offset in the text, for a syntax error or an unknown name
 */
export function compileCondition(text: string, options: TemplateOptions): Condition {
	const { path } = options;
	const { reads, render } = compileWhole(text, options, conditionMarks);
	const fields = reads.filter(({ path: [root] }) => root === "item");
	return {
		text,
		holds: (scope) => render(scope).length > 0,
		found: (scope) => reads.map((read) => ({ name: read.text, value: readValue(read, scope) })),
		missing(scope) {
			for (const read of fields) {
				const field = fieldOf(read);
				if (lookUp(scope, field) !== undefined) continue;
				return missingField(scope, field.join("."), { path, offset: Math.max(0, text.indexOf(read.text)) });
			}
			return undefined;
		},
	};
}

/** @throws SettingsError with the offset in the text, for a syntax error or an unknown name */
export function compileExpression(text: string, options: TemplateOptions): Expression {
	const { reads, render } = compileWhole(text, options, expressionMarks);
	return {
		text,
		names: [...new Set(reads.map(({ path: [root] }) => String(root)))],
		value(scope) {
			const [piece] = render(scope);
			return piece instanceof Inserted ? piece.value : (piece ?? null);
		},
	};
}

function compileWhole(text: string, options: TemplateOptions, [opening, closing]: Marks): CompiledLiquid {
	const { path, variables } = options;
	const braces = /\{\{|\}\}|\{%|%\}/.exec(text);
	if (braces) {
		const suggestion = 'Write it without braces: "result.status == 200".';
		throw new SettingsError(`"${braces[0]}" has no place in a condition.`, { path, offset: braces.index, suggestion });
	}
	const written = splitVariables(text, path);
	const parts = [{ text: opening, offset: 0 }, ...written, { text: closing, offset: text.length }];
	const valueFor = ({ expression, offset }: { expression: string; offset: number }) =>
		variableValue(expression, variables, path, offset);
	const source = new LiquidSourceWriter().write(parts, valueFor, path);
	assertWhole(source.text.slice(opening.length, -closing.length), (offset) =>
		source.originalOffset(opening.length + offset),
	);
	return compileLiquid(source, { ...options, encodes: false, isLenient: true });

	/** Liquid reads as far as it understands, and leaves the rest out without a word: `a = b` would be `a`. */
	function assertWhole(condition: string, offsetOf: (offset: number) => number): void {
		const failed = (message: string, at: number) => {
			const suggestion =
				"A condition is written as in Liquid: ==, !=, <, <=, >, >=, contains, and, or, nil; without parentheses.";
			return new SettingsError(message, { path, offset: offsetOf(at), suggestion });
		};
		if (condition.trim() === "") throw failed("The condition is empty.", 0);
		const tokenizer = new Tokenizer(condition, exactOperators);
		let needed = 1;
		for (const token of tokensOf(tokenizer)) {
			const at = condition.slice(token.begin).search(/\S/) + token.begin;
			const word = condition.slice(token.begin, token.end).trim();
			if (Object.hasOwn(exactOperators, word)) {
				if (word === "not" ? needed === 0 : needed !== 0) throw failed(`"${word}" has nothing to compare here.`, at);
				needed = 1;
			} else if (needed-- === 0) {
				throw failed(`"${word}" cannot stand here: an operator is missing before it.`, at);
			}
		}
		tokenizer.skipBlank();
		const rest = condition.slice(tokenizer.p);
		if (rest !== "" && rest[0] !== "|") {
			const shown = rest.length > 20 ? `${rest.slice(0, 20)}…` : rest;
			throw failed(`"${shown}" cannot be read in a condition.`, tokenizer.p);
		}
		if (needed > 0) throw failed("The condition is not complete.", Math.max(0, tokenizer.p - 1));
	}
}

/** As far as they can be read: what is wrong with the next is said by Liquid itself, or found as the rest. */
function* tokensOf(tokenizer: Tokenizer): Generator<Token> {
	let read = 0;
	try {
		for (const token of tokenizer.readExpressionTokens()) {
			read = tokenizer.p;
			yield token;
		}
	} catch (error) {
		if (!LiquidError.is(error)) throw error;
		tokenizer.p = read;
	}
}

/** Without what Liquid makes of a list or a text, and up to what only the item says. */
function fieldOf({ path }: Read): readonly string[] {
	const end = path.findIndex((part) => typeof part === "object" || ["size", "first", "last"].includes(String(part)));
	return (end < 0 ? path : path.slice(0, end)).map(String);
}
