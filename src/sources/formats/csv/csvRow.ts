import type { LineEnd } from "../lineReader.ts";
import type { CsvDialect } from "./csvDialect.ts";

/** The state of a row after one more of its lines. */
export type RowState = "whole" | "open" | BrokenQuote;

/** A quote that is out of place. */
export interface BrokenQuote {
	/** In the line, from 1. */
	readonly column: number;
	/** As the beginning of a sentence: `found "x" after a closing quote`. */
	readonly what: string;
}

/** One row of CSV (RFC 4180) with quotes in it, line by line: a quoted field may hold line ends. */
export class CsvRow {
	readonly #delimiter: string;
	readonly #quote: string;
	readonly #escape: string;
	readonly #fields: string[] = [];
	/** The beginning of a quoted field that is still open. */
	#quoted: string | undefined;

	constructor({ delimiter, escapedBy }: CsvDialect, quote: string) {
		this.#delimiter = delimiter;
		this.#quote = quote;
		this.#escape = escapedBy;
	}

	/** Complete once the row is whole. */
	get fields(): readonly string[] {
		return this.#fields;
	}

	/** @param text the row's next line */
	add(text: string, end: LineEnd): RowState {
		let at = 0;
		for (;;) {
			if (this.#quoted === undefined && text[at] !== this.#quote) {
				const found = text.indexOf(this.#delimiter, at);
				const field = found < 0 ? text.slice(at) : text.slice(at, found);
				const stray = field.indexOf(this.#quote);
				if (stray >= 0) return { column: at + stray + 1, what: "found a quote in an unquoted field" };
				this.#fields.push(field);
				if (found < 0) return "whole";
				at = found + 1;
				continue;
			}
			const close = this.#readQuoted(text, this.#quoted === undefined ? at + 1 : at, end);
			if (close === undefined) return "open";
			at = close + 1;
			if (at >= text.length) return "whole";
			if (text[at] !== this.#delimiter) return { column: at + 1, what: `found "${text[at]}" after a closing quote` };
			at++;
		}
	}

	/** @returns where the closing quote is; undefined if the field continues in the next line */
	#readQuoted(text: string, from: number, end: LineEnd): number | undefined {
		return this.#escape === this.#quote ? this.#readDoubled(text, from, end) : this.#readEscaped(text, from, end);
	}

	#readDoubled(text: string, from: number, end: LineEnd): number | undefined {
		const quote = this.#quote;
		let field = this.#quoted ?? "";
		let at = from;
		for (let found = text.indexOf(quote, at); found >= 0; found = text.indexOf(quote, at)) {
			field += text.slice(at, found);
			if (text[found + 1] !== quote) return this.#close(field, found);
			field += quote;
			at = found + 2;
		}
		return this.#stayOpen(`${field}${text.slice(at)}${end}`);
	}

	#readEscaped(text: string, from: number, end: LineEnd): number | undefined {
		let field = this.#quoted ?? "";
		for (let at = from; at < text.length; at++) {
			const char = text[at] ?? "";
			const next = text[at + 1];
			if (char === this.#quote) return this.#close(field, at);
			if (char === this.#escape && (next === this.#quote || next === this.#escape)) {
				field += next;
				at++;
			} else {
				field += char;
			}
		}
		return this.#stayOpen(field + end);
	}

	#close(field: string, at: number): number {
		this.#fields.push(field);
		this.#quoted = undefined;
		return at;
	}

	#stayOpen(field: string): undefined {
		this.#quoted = field;
		return undefined;
	}
}
