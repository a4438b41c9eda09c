import { Tokenizer, TokenizerError, TokenParser, TokenParserError, TokenType } from "@streamparser/json";
import { formatCount } from "../../../base/format.ts";
import { JsonLeaves } from "../../../base/jsonLeaves.ts";
import { maxJsonDepth, numberOf } from "../../../base/parseJson.ts";
import { SettingsError } from "../../../base/settingsError.ts";
import type { BlockReader } from "../../reading/blockSource.ts";
import type { Input } from "../../reading/input.ts";
import type { ItemCollector } from "../../reading/itemCollector.ts";
import { Utf8Check } from "../utf8Check.ts";
import { type DescentFailure, JsonDescent } from "./jsonDescent.ts";
import { pointerSteps } from "./jsonPointer.ts";

const newline = 0x0a;
const betweenTokens: readonly TokenType[] = [
	TokenType.COMMA,
	TokenType.COLON,
	TokenType.RIGHT_BRACKET,
	TokenType.RIGHT_BRACE,
];
const byteOrderMark = Buffer.from("\ufeff");

/** Gives numbers their own digits, where a double cannot hold them. */
class ExactTokenizer extends Tokenizer {
	protected override parseNumber(text: string): number {
		// The token parser passes on what it is given.
		return numberOf(text) as number;
	}
}

/** What becomes an item: an element of a list, a member of an object, or each text, number, boolean and null. */
export type JsonEach = "element" | "entry" | "leaf";

/** By what becomes an item: what has to be at the pointer. */
const containers: Readonly<
	Record<JsonEach, { readonly ends: readonly TokenType[]; readonly name: string; readonly bare: string }>
> = {
	element: { ends: [TokenType.LEFT_BRACKET], name: "a list", bare: "list" },
	entry: { ends: [TokenType.LEFT_BRACE], name: "an object", bare: "object" },
	leaf: { ends: [TokenType.LEFT_BRACKET, TokenType.LEFT_BRACE], name: "a list or an object", bare: "list or object" },
};

/** An item per part of the list or object that a JSON document has at a pointer. What follows that is not read. */
export class JsonReader implements BlockReader {
	readonly #input: Input;
	readonly #pointer: string;
	readonly #encoding = new Utf8Check();
	readonly #tokenizer = new ExactTokenizer();
	readonly #elements = new TokenParser({ paths: ["$.*"], keepStack: false });
	readonly #each: JsonEach;
	readonly #leaves: JsonLeaves | undefined;
	readonly #items: ItemCollector;
	/** Until the list begins. */
	#descent: JsonDescent | undefined;
	/** Open brackets, including the list's own. */
	#depth = 0;
	#isPast = false;
	/** The token that is being parsed. */
	#token: { readonly value: unknown; readonly offset: number } | undefined;
	/** Line of the element that is being parsed. */
	#elementLine = 0;
	#block: Buffer = Buffer.alloc(0);
	/** Offset of the current block. */
	#blockStart = 0;
	#line: number;
	/** Offset of the first newline that `#line` does not count yet, if it is in the current block. */
	#nextNewline = Number.POSITIVE_INFINITY;

	constructor(input: Input, items: ItemCollector, pointer: string, each: JsonEach = "element") {
		this.#input = input;
		this.#items = items;
		this.#pointer = pointer;
		this.#each = each;
		this.#leaves = each === "leaf" ? new JsonLeaves(pointer) : undefined;
		this.#descent = new JsonDescent(pointerSteps(pointer), containers[each].ends);
		this.#line = input.firstLine;
		this.#tokenizer.onToken = ({ token, value, offset }) => {
			this.#token = { value, offset };
			if (this.#isPast) this.#passOver();
			else if (this.#descent) this.#descend(this.#descent, token, value);
			else this.#build(token, value, offset);
		};
		this.#elements.onValue = ({ value, key }) => {
			if (each === "element") items.add(value, this.#elementLine, undefined);
			else items.add({ key: String(key), value }, this.#elementLine, undefined, String(key));
		};
	}

	push(bytes: Buffer): void {
		if (this.#isPast && this.#pointer !== "") return;
		// The tokenizer accepts the mark too, but does not count it in its offsets.
		const block = this.#blockStart === 0 && byteOrderMark.equals(bytes.subarray(0, 3)) ? bytes.subarray(3) : bytes;
		this.#block = block;
		this.#nextNewline = this.#findNewline(this.#blockStart);
		// The tokenizer would replace what is not UTF-8, without a word.
		const invalid = this.#encoding.push(block);
		if (invalid !== undefined) throw this.#encodingError(this.#lineAt(this.#blockStart + invalid));
		try {
			this.#tokenizer.write(block);
		} catch (error) {
			throw error instanceof SettingsError ? error : this.#syntaxError(error);
		}
		const end = this.#blockStart + block.length;
		this.#lineAt(end);
		this.#blockStart = end;
	}

	end(): void {
		if (this.#isPast) return;
		throw this.#error(
			this.#token
				? `${this.#input.label} ends (at line ${this.#line}) before its ${this.#each === "element" ? "list" : "content"} does.`
				: `${this.#input.label} is empty; expected a JSON ${containers[this.#each].bare}.`,
		);
	}

	#descend(descent: JsonDescent, token: TokenType, value: unknown): void {
		const result = descent.next(token, value);
		if (result === undefined) return;
		if (result !== "arrived") throw this.#noList(result);
		this.#descent = undefined;
		this.#depth = 1;
		this.#write(token, value);
	}

	#build(token: TokenType, value: unknown, offset: number): void {
		const isBetween = betweenTokens.includes(token);
		if (this.#depth === 1 && !isBetween) this.#elementLine = this.#lineAt(offset);
		if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
			if (++this.#depth > maxJsonDepth + 1) throw this.#tooDeep();
		} else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#depth--;
		this.#write(token, value);
		this.#isPast = this.#depth === 0;
	}

	#write(token: TokenType, value: unknown): void {
		if (this.#leaves) {
			const leaf = this.#leaves.next(token, value);
			if (leaf) this.#items.add(leaf, this.#lineAt(this.#token?.offset ?? 0), undefined, leaf.pointer);
			return;
		}
		this.#elements.write({ token, value: value as string });
	}

	/** Two lists in one file are most likely a mistake; below a pointer, the rest of the document is expected. */
	#passOver(): void {
		if (this.#pointer === "") throw new TokenParserError("Something follows.");
	}

	/** @param offset in or right after the current block, or of a token without newlines that starts before it */
	#lineAt(offset: number): number {
		while (this.#nextNewline < offset) {
			this.#line++;
			this.#nextNewline = this.#findNewline(this.#nextNewline + 1);
		}
		return this.#line;
	}

	#findNewline(offset: number): number {
		const found = this.#block.indexOf(newline, offset - this.#blockStart);
		return found < 0 ? Number.POSITIVE_INFINITY : this.#blockStart + found;
	}

	#syntaxError(cause: unknown): SettingsError {
		const { label } = this.#input;
		if (cause instanceof TokenParserError) {
			const line = this.#lineAt(this.#token?.offset ?? this.#blockStart);
			return this.#error(
				`${label} is no valid JSON: unexpected ${JSON.stringify(this.#token?.value)} in line ${line}.`,
				cause,
			);
		}
		const found =
			cause instanceof TokenizerError ? /^Unexpected "([\s\S]*)" at chunk position "(\d+)"/.exec(cause.message) : null;
		if (found) {
			const line = this.#lineAt(this.#blockStart + Number(found[2]));
			return this.#error(`${label} is no valid JSON: unexpected ${JSON.stringify(found[1])} in line ${line}.`, cause);
		}
		const line = this.#lineAt(this.#token?.offset ?? this.#blockStart);
		return this.#error(`${label} is no valid JSON in or after line ${line}: ${(cause as Error).message}`, cause);
	}

	#tooDeep(): SettingsError {
		const place = `${this.#input.label}, line ${this.#elementLine}`;
		return this.#error(`${place}: lists and objects are nested more than ${formatCount(maxJsonDepth)} deep.`);
	}

	#noList({ found, suggestion }: DescentFailure): SettingsError {
		const place = this.#pointer === "" ? this.#input.label : `${this.#input.label} at "${this.#pointer}"`;
		return this.#error(
			`Expected ${containers[this.#each].name} in ${place}, but ${found}.`,
			undefined,
			suggestion ?? this.#advice(),
		);
	}

	#advice(): string {
		return this.#each === "element"
			? 'Say where the list is with "pointer": "/data/items", for example; for an object, "each": "entry" or "leaf".'
			: 'Say where it is with "pointer": "/data/items", for example.';
	}

	#encodingError(line: number): SettingsError {
		const { label, encoding } = this.#input;
		return this.#error(
			`${label} is not valid ${encoding ?? "UTF-8"} in line ${line}.`,
			undefined,
			encoding === undefined
				? 'Save the file as UTF-8, or name its "encoding" ("windows-1252", for example).'
				: 'Is the "encoding" right?',
		);
	}

	#error(message: string, cause?: unknown, suggestion?: string): SettingsError {
		return new SettingsError(message, { path: this.#input.settingsPath, cause, suggestion });
	}
}
