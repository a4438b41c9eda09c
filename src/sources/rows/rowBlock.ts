/** Rows that were read together. */
export interface RowBlock {
	/** Each row as the JSON of its item's value. */
	readonly rows: readonly string[];
	readonly columns: readonly string[];
	/** Where each row is, if that is not just its index: the line of a sheet. */
	readonly lines?: readonly number[] | undefined;
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
