import { type Options, stringify } from "csv-stringify/sync";
import { cellText } from "./cells.ts";

export interface CsvOptions {
	/** One character. Default: a comma. */
	readonly delimiter?: string | undefined;
	/** `escape`: what a spreadsheet would take for a formula gets a `'` before it. */
	readonly formulas?: "escape" | undefined;
	/** What is written in place of a text; by default the text itself. */
	readonly shown?: ((text: string) => string) | undefined;
}

/** What ends a line of CSV, by RFC 4180. */
export const csvLineEnd = "\r\n";

const formula = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Rows of cells as CSV by RFC 4180, of which any reader gets the same cells back. */
export class CsvText {
	readonly #options: Options;
	readonly #cell: (cell: unknown) => string;

	constructor({ delimiter = ",", formulas, shown = (text) => text }: CsvOptions = {}) {
		// By itself, it leaves a lone CR or LF without quotes, which readers take for a line end, and a byte order mark,
		// which would be taken for the file's own.
		this.#options = { delimiter, record_delimiter: csvLineEnd, quoted_match: /[\r\n\uFEFF]/ };
		const text = formulas === "escape" ? (cell: unknown) => harmless(cellText(cell)) : cellText;
		this.#cell = (cell) => shown(text(cell));
	}

	/** Each with its line end. */
	lines(rows: readonly (readonly unknown[])[]): string {
		return stringify(
			rows.map((cells) => cells.map(this.#cell)),
			// Readers leave out an empty line.
			{ ...this.#options, quoted_empty: rows[0]?.length === 1 },
		);
	}

	/** With its line end. */
	line(cells: readonly unknown[]): string {
		return this.lines([cells]);
	}
}

/** Numbers stay numbers: a spreadsheet computes nothing from `-5`. */
function harmless(text: string): string {
	return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}
