import { cutToWidth, displayWidth } from "./displayWidth.ts";

/** Of every column but the last. */
const maxColumnWidth = 48;

/** Rows as lines, with their columns aligned. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
	const count = Math.max(0, ...rows.map((row) => row.length));
	const cells = rows.map((row) =>
		row.map((cell, at) => (at < row.length - 1 ? cutToWidth(cell, maxColumnWidth) : cell)),
	);
	const widths = Array.from({ length: count }, (_, at) =>
		cells.reduce((width, row) => Math.max(width, displayWidth(row[at] ?? "")), 0),
	);
	return cells.map((row) =>
		row
			.map((cell, at) => cell + " ".repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(cell))))
			.join("  ")
			.trimEnd(),
	);
}
