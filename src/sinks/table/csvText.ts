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

/**
 * Writes rows of cells as CSV by RFC 4180, of which any reader gets the same cells back.
 * csv-stringify writes the same text, and takes five times as long.
 */
export class CsvText {
	readonly #delimiter: string;
	readonly #special: RegExp;
	readonly #cell: (cell: unknown) => string;

	constructor({ delimiter = ",", formulas, shown }: CsvOptions = {}) {
		this.#delimiter = delimiter;
		const sign = delimiter.replace(/[\\\]^-]/g, "\\$&");
		// A byte order mark would be taken for the file's own.
		this.#special = new RegExp(`[${sign}"\\r\\n\\uFEFF]`);
		const texts = [cellText, ...(formulas ? [harmless] : []), ...(shown ? [shown] : [])];
		this.#cell = (cell) => texts.reduce((text, change) => (change as (text: unknown) => string)(text), cell) as string;
		if (texts.length === 1) this.#cell = cellText;
	}

	/** With its line end. */
	line(cells: readonly unknown[]): string {
		const special = this.#special;
		let line = "";
		for (let at = 0; at < cells.length; at++) {
			const cell = this.#cell(cells[at]);
			if (at > 0) line += this.#delimiter;
			line += special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
		}
		// Readers leave out an empty line.
		return (line === "" ? '""' : line) + csvLineEnd;
	}
}

/** Numbers stay numbers: a spreadsheet computes nothing from `-5`. */
function harmless(text: string): string {
	return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}
