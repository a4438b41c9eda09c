import { type CsvDialect, type DialectOptions, dialectOf } from "./csvDialect.ts";
import { CsvRows } from "./csvRows.ts";
import type { Line } from "./lostRow.ts";

/** A delimiter that the first rows of a table can be cut at. */
export interface Fit {
	readonly delimiter: string;
	readonly firstRow: readonly string[];
	/** The rows that have as many fields as the first one, of 1. */
	readonly share: number;
}

/** The first lines of a table. */
export interface Sample {
	readonly lines: readonly Line[];
	/** Whether they are all there are. */
	readonly isAll: boolean;
}

export const delimiters: readonly string[] = [",", ";", "\t", "|"];

/** A row that fits as often as half of what the best one does makes the best one a guess. */
const doubt = 0.5;

/** How well the rows of a table fit a dialect. Undefined: not at all, as the first row has one field, or none. */
export function fitOf(sample: Sample, dialect: CsvDialect): Fit | undefined {
	const rows: (readonly string[] | undefined)[] = rowsOf(sample, dialect);
	const firstRow = rows[0];
	if (!firstRow || firstRow.length < 2) return undefined;
	const fitting = rows.filter((row) => row?.length === firstRow.length).length;
	return { delimiter: dialect.delimiter, firstRow, share: fitting / rows.length };
}

/**
 * The delimiters that the rows have the same number of fields with: one, or several of which none is better. Empty: none
 * occurs.
 */
export function fittingDelimiters(sample: Sample, options: DialectOptions): readonly Fit[] {
	const fits = delimiters
		.map((delimiter) => fitOf(sample, dialectOf(delimiter, options)))
		.filter((fit) => fit !== undefined)
		.sort((a, b) => b.share - a.share);
	const best = fits[0]?.share ?? 0;
	return fits.filter(({ share }) => share === best || (best < 1 && share >= best * doubt));
}

/**
 * Whether the rows of a table with tabs are whole only if quotes are read as quotes, while no setting says so: then
 * fields with line ends in them would become rows.
 */
export function needsQuotes(sample: Sample, options: DialectOptions): boolean {
	if (options.quote !== undefined) return false;
	const asWritten = fitOf(sample, dialectOf("\t", { ...options, quote: false }));
	const quoted = fitOf(sample, dialectOf("\t", { ...options, quote: '"' }));
	return quoted?.share === 1 && (asWritten === undefined || asWritten.share < 1);
}

/** Undefined for each row that is broken. */
export function rowsOf({ lines, isAll }: Sample, dialect: CsvDialect): (readonly string[] | undefined)[] {
	const found: (readonly string[] | undefined)[] = [];
	const rows = new CsvRows(dialect, {
		whole: (fields) => found.push(fields),
		broken: () => found.push(undefined),
	});
	for (const { text, line, flaw, end } of lines) rows.add(text, line, flaw, end);
	if (isAll) rows.end();
	return found;
}
