/** The state of a row after one more of its lines. */
export type RowState = "whole" | "open" | BrokenQuote;

/** A quote that is out of place. */
export interface BrokenQuote {
	/** In the line, from 1. */
	readonly column: number;
	/** As the beginning of a sentence: `found "x" after a closing quote`. */
	readonly what: string;
}

/** One row of CSV (RFC 4180) with quotes in it, line by line: a quoted field may hold newlines. */
export class CsvRow {
	readonly #delimiter: string;
	readonly #fields: string[] = [];
	/** The beginning of a quoted field that is still open. */
	#quoted: string | undefined;

	constructor(delimiter: string) {
		this.#delimiter = delimiter;
	}

	/** Complete once the row is whole. */
	get fields(): readonly string[] {
		return this.#fields;
	}

	/** @param text the row's next line, with its `\r` if it has one */
	add(text: string): RowState {
		const end = text.endsWith("\r") ? text.length - 1 : text.length;
		let at = 0;
		for (;;) {
			if (this.#quoted === undefined && text[at] !== '"') {
				const found = text.indexOf(this.#delimiter, at);
				const field = text.slice(at, found < 0 ? end : found);
				const quote = field.indexOf('"');
				if (quote >= 0) return { column: at + quote + 1, what: "found a quote in an unquoted field" };
				this.#fields.push(field);
				if (found < 0) return "whole";
				at = found + 1;
				continue;
			}
			const from = this.#quoted === undefined ? at + 1 : at;
			const close = this.#readQuoted(text, from);
			if (close === undefined) return "open";
			at = close + 1;
			if (at >= end) return "whole";
			if (text[at] !== this.#delimiter) return { column: at + 1, what: `found "${text[at]}" after a closing quote` };
			at++;
		}
	}

	/** @returns where the closing quote is; undefined if the field continues in the next line */
	#readQuoted(text: string, from: number): number | undefined {
		let field = this.#quoted ?? "";
		let at = from;
		for (let quote = text.indexOf('"', at); quote >= 0; quote = text.indexOf('"', at)) {
			field += text.slice(at, quote);
			if (text[quote + 1] !== '"') {
				this.#fields.push(field);
				this.#quoted = undefined;
				return quote;
			}
			field += '"';
			at = quote + 2;
		}
		this.#quoted = `${field}${text.slice(at)}\n`;
		return undefined;
	}
}
