import { SettingsError } from "../../../base/settingsError.ts";
import type { Input } from "../../reading/input.ts";
import { shortList } from "../../reading/shortList.ts";
import { type CsvDialect, type DialectOptions, dialectOf } from "./csvDialect.ts";
import { type Fit, fittingDelimiters, needsQuotes, type Sample } from "./delimiter.ts";
import type { Line } from "./lostRow.ts";

/** So many lines tell how a table is cut, or so many UTF-16 units of them. */
const sampleLines = 500;
const sampleLength = 128 * 1024;

/** The first lines of a table, kept until they tell how it is written down. */
export class CsvBeginning {
	readonly #input: Input;
	readonly #options: DialectOptions;
	readonly lines: Line[] = [];
	#length = 0;
	/** As a spreadsheet's own first line names it. */
	#named: string | undefined;

	constructor(input: Input, options: DialectOptions) {
		this.#input = input;
		this.#options = options;
	}

	/** @returns whether there are enough */
	add(line: Line): boolean {
		if (this.lines.length === 0) {
			if (line.text === "") return false;
			const named = /^"?sep=([^\r\n])"?$/i.exec(line.text)?.[1];
			if (named !== undefined && this.#named === undefined) {
				this.#named = named;
				return false;
			}
		}
		this.lines.push(line);
		this.#length += line.text.length;
		return this.lines.length >= sampleLines || this.#length >= sampleLength;
	}

	/**
	 * @param isAll whether the lines are all there are
	 * @throws SettingsError if they can be read in two ways
	 */
	dialect(isAll: boolean): CsvDialect {
		const sample = { lines: this.lines, isAll };
		const delimiter = this.#options.delimiter ?? this.#named ?? this.#find(sample);
		if (delimiter === "\t" && needsQuotes(sample, this.#options)) throw this.#askForQuote();
		return dialectOf(delimiter, this.#options);
	}

	#find(sample: Sample): string {
		const fits = fittingDelimiters(sample, this.#options);
		const isTabbed = /\.(tsv|tab)$/i.test(this.#input.label);
		if (isTabbed && fits.some(({ delimiter }) => delimiter === "\t")) return "\t";
		if (fits.length > 1) throw this.#askForDelimiter(fits);
		return fits[0]?.delimiter ?? ",";
	}

	#askForDelimiter(fits: readonly Fit[]): SettingsError {
		const readings = fits.map(
			({ delimiter, firstRow }) =>
				`at ${JSON.stringify(delimiter)} into ${firstRow.length} fields (${shortList(firstRow.map((field) => JSON.stringify(field)))})`,
		);
		return new SettingsError(`The rows of ${this.#input.label} can be cut ${readings.join(", or ")}.`, {
			path: this.#input.settingsPath,
			suggestion: `Say which is meant, with "delimiter": ${fits.map(({ delimiter }) => JSON.stringify(delimiter)).join(" or ")}.`,
		});
	}

	#askForQuote(): SettingsError {
		return new SettingsError(
			`${this.#input.label} has tabs between its fields, and its rows are whole only if the quotes around some of them are no part of the value.`,
			{
				path: this.#input.settingsPath,
				suggestion: 'Say so with "quote": "\\"", or set "quote": false to take each line as a row.',
			},
		);
	}
}
