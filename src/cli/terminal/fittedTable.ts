import { cutToWidth, displayWidth } from "./displayWidth.ts";
import { printable } from "./printable.ts";

/** Between two columns. */
const gap = "  ";
/** A column is not made narrower than this. */
const minWidth = 8;
/** The last two say what became of an item: they are not made narrower than this. */
const minLastWidth = 14;

/** How a table fits into a width. */
export interface Fit {
	/** Places of the columns that are shown. */
	readonly shown: readonly number[];
	readonly widths: readonly number[];
}

/**
 * Columns as wide as their cells, where there is room; else the widest are cut first. Where they do not fit at all, those
 * in the middle are left out: the first say which item it is, the last two what became of it.
 * @param rows of cells, with the names first
 */
export function fitColumns(rows: readonly (readonly string[])[], width: number): Fit {
	const count = rows[0]?.length ?? 0;
	const natural = Array.from({ length: count }, (_, at) =>
		rows.reduce((max, row) => Math.max(max, displayWidth(row[at] ?? "")), 1),
	);
	const least = natural.map((wanted, at) => Math.min(wanted, at < count - 2 ? minWidth : minLastWidth));
	const shown = natural.map((_, at) => at);
	const total = (widths: readonly number[]) =>
		shown.reduce((sum, at) => sum + (widths[at] ?? 0), gap.length * (shown.length - 1));
	while (shown.length > 3 && total(least) > width) shown.splice(shown.length - 3, 1);
	// One limit for all columns: what is narrower keeps its width.
	const limited = (limit: number) => natural.map((wanted, at) => Math.max(least[at] ?? 1, Math.min(wanted, limit)));
	let limit = Math.max(1, width);
	while (limit > 1 && total(limited(limit)) > width) limit--;
	const widths = limited(limit);
	return { shown, widths: shown.map((at) => widths[at] ?? 1) };
}

/** A row of the table, each cell in one line that no terminal obeys. */
export function fittedLine(cells: readonly string[], { shown, widths }: Fit): string {
	return shown
		.map((at, nth) => {
			const width = widths[nth] ?? 1;
			const text = cutToWidth(printable(cells[at] ?? ""), width);
			return text + " ".repeat(Math.max(0, width - displayWidth(text)));
		})
		.join(gap)
		.trimEnd();
}
