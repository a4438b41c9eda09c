import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CsvText } from "../../sinks/table/csvText.ts";
import { TableColumns } from "../../sinks/table/tableColumns.ts";
import { ResultTable } from "../../store/results/resultTable.ts";

export type ResultFormat = "csv" | "jsonl";

/** In the run's folder. Of the two, `results.jsonl` is the run's own, in the order in which items ended. */
const names: Readonly<Record<ResultFormat, string>> = { csv: "results.csv", jsonl: "results-in-order.jsonl" };

/**
 * Writes the results as they stand now, in the order of the source, page by page: they may be longer than memory.
 * @returns the file's absolute path
 * @throws DamagedRunError; the signal's reason
 */
export async function writeResults(folder: string, format: ResultFormat, signal: AbortSignal): Promise<string> {
	const path = join(folder, names[format]);
	const unfinished = `${path}.part`;
	const table = ResultTable.open(folder, { isFrozen: true });
	const file = await open(unfinished, "w", 0o600);
	try {
		const pages = () => table.rows({ signal });
		for await (const text of format === "csv" ? csvPages(pages) : jsonPages(pages)) await file.write(text);
		await file.close();
		await rename(unfinished, path);
		return path;
	} catch (error) {
		await file.close().catch(() => undefined);
		await rm(unfinished, { force: true });
		throw error;
	} finally {
		table.dispose();
	}
}

type Pages = () => ReturnType<ResultTable["rows"]>;

/** Read twice: columns are only known from all rows. */
async function* csvPages(pages: Pages): AsyncIterable<string> {
	const columns = new TableColumns();
	for await (const page of pages()) for (const row of page) columns.meet(row);
	const csv = new CsvText();
	yield csv.line(columns.names);
	for await (const page of pages()) yield csv.lines(page.map((row) => columns.cells(row) ?? []));
}

async function* jsonPages(pages: Pages): AsyncIterable<string> {
	for await (const page of pages()) yield page.map(({ line }) => `${line}\n`).join("");
}
