/** Rows that were read together. */
export interface RowBlock {
	/** Each row as the JSON of its item's value. */
	readonly rows: readonly string[];
	readonly columns: readonly string[];
	/** Where each row is, if that is not just its index: the line of a sheet. */
	readonly lines?: readonly number[] | undefined;
	/** What should be known of the rows, as a sentence; with the first block. */
	readonly note?: string | undefined;
}

/** A block ends at this number of rows, or characters: enough to make up for the way from one thread to another. */
const maxRows = 1_000;
const maxChars = 500_000;

/** Rows in blocks. */
export function* inBlocks(rows: Iterable<string>, columns: readonly string[]): Iterable<RowBlock> {
	let block: string[] = [];
	let chars = 0;
	for (const row of rows) {
		block.push(row);
		chars += row.length;
		if (block.length < maxRows && chars < maxChars) continue;
		yield { rows: block, columns };
		block = [];
		chars = 0;
	}
	if (block.length > 0) yield { rows: block, columns };
}

/** Rows that have lines, in blocks; one at least, for what is said with it. */
export function* cutBlocks(
	rows: readonly { readonly text: string; readonly line: number }[],
	about: Pick<RowBlock, "columns" | "note">,
): Iterable<RowBlock> {
	for (let at = 0; at === 0 || at < rows.length; at += maxRows) {
		const block = rows.slice(at, at + maxRows);
		yield { rows: block.map(({ text }) => text), lines: block.map(({ line }) => line), ...about };
	}
}
