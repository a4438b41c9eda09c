import { type Column, TableColumns } from "./tableColumns.ts";
import type { TableRow } from "./tableRow.ts";

/** Rows in which columns are looked for before any is written. */
const rowsAhead = 1_000;

/** Takes a table in pages. */
export interface TableTarget {
	/** The table begins, or begins anew: rows so far lacked a column. */
	begin(names: readonly string[]): Promise<void>;
	/** Each row has a cell for each name. */
	rows(cells: readonly (readonly unknown[])[]): Promise<void>;
}

/**
 * Gives rows as a table, in one pass where the first rows have all columns; else in three, as no column is ever dropped.
 * Holds no more than the first rows.
 * @param rows anew at each call
 * @returns the columns
 */
export async function tablePages(
	rows: () => AsyncIterable<readonly TableRow[]>,
	columns: readonly Column[],
	{ valueName }: { readonly valueName: string },
	target: TableTarget,
): Promise<TableColumns> {
	const found = new TableColumns(columns, { valueName });
	if (await writeAll(rows, found, target, rowsAhead)) return found;
	for await (const page of rows()) for (const row of page) found.meet(plain(row));
	if (!(await writeAll(rows, found, target, 0))) throw new Error("The rows have changed while they were read.");
	return found;
}

/** For the user: columns of the job that no row has anything for. */
export function missingNotes({ missing }: TableColumns): readonly string[] {
	return missing.map((name) => `No item and no result has ${JSON.stringify(name)}: that column is empty.`);
}

/** @returns false where a row has a column that none of the first has */
async function writeAll(
	rows: () => AsyncIterable<readonly TableRow[]>,
	found: TableColumns,
	target: TableTarget,
	ahead: number,
): Promise<boolean> {
	let waiting: TableRow[] | undefined = [];
	const begin = async () => {
		const first = waiting ?? [];
		waiting = undefined;
		await target.begin(found.names);
		return write(first);
	};
	const write = async (page: readonly TableRow[]) => {
		const cells: (readonly unknown[])[] = [];
		for (const row of page) {
			const rowCells = found.cells(row);
			if (!rowCells) return false;
			cells.push(rowCells);
		}
		await target.rows(cells);
		return true;
	};
	for await (const page of rows()) {
		const read = page.map(plain);
		if (!waiting) {
			if (!(await write(read))) return false;
			continue;
		}
		for (const row of read) found.meet(row);
		waiting.push(...read);
		if (waiting.length >= ahead) await begin();
	}
	if (waiting) await begin();
	return true;
}

/** Rows of a run parse their value and result each time that they are asked. */
function plain(row: TableRow): TableRow {
	const { index, key, value, location, outcome, attempts, durationMs, result, failure } = row;
	return { index, key, value, location, outcome, attempts, durationMs, result, failure };
}
