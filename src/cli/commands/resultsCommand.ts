import { formatCountOf } from "../../base/format.ts";
import { cellText } from "../../sinks/table/cells.ts";
import { CsvText } from "../../sinks/table/csvText.ts";
import { TableColumns } from "../../sinks/table/tableColumns.ts";
import { findRun } from "../../store/history/findRun.ts";
import type { ResultRow } from "../../store/results/resultRow.ts";
import { ResultTable } from "../../store/results/resultTable.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { fitColumns, fittedLine } from "../terminal/fittedTable.ts";
import type { Output } from "../terminal/output.ts";
import { printable, withControlsEscaped } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { resultsCommandLine } from "../texts/commandLines.ts";
import { exitCodes } from "../texts/exitCode.ts";

/** Rows that a terminal gets: who wants more reads them elsewhere. */
const maxShown = 1_000;

export interface ResultsOptions extends GlobalOptions {
	readonly jsonl?: boolean;
	readonly csv?: boolean;
	readonly outcome?: readonly ResultRow["outcome"][];
}

/** What a format is made from. */
interface Reading {
	readonly rows: () => AsyncIterable<readonly ResultRow[]>;
	readonly output: Output;
	readonly terminal: Terminal;
}

/**
 * `batchline results RUN`: its items in the order of the source, each with what came out: a table on a terminal, else
 * CSV. @throws UsageError, SettingsError; DamagedRunError, NewerRunError
 */
export async function resultsCommand(
	runId: string,
	options: ResultsOptions,
	{ output, terminal }: Pick<Host, "output" | "terminal">,
): Promise<number> {
	const home = runsHome(options, process.cwd());
	// Columns are looked for in all rows before the first is written: both times the same rows.
	const table = ResultTable.open(findRun(home.runsFolder, runId), { isFrozen: true });
	try {
		const rows = () => table.rows({ outcomes: options.outcome });
		const reading = { rows, output, terminal };
		const again = resultsCommandLine({ runId }, home);
		const count = await (options.jsonl
			? writeJsonl(reading)
			: options.csv || !output.isTerminal
				? writeCsv(reading)
				: writeTable(reading, again));
		if (count === 0) terminal.print(noRows(options));
		return exitCodes.succeeded;
	} finally {
		table.dispose();
	}
}

function noRows({ outcome }: ResultsOptions): string {
	return outcome ? `No item of the run is ${outcome.join(" or ")}.` : "No item of the run has an outcome yet.";
}

async function writeJsonl({ rows, output }: Reading): Promise<number> {
	let count = 0;
	for await (const page of rows()) {
		count += page.length;
		await output.write(page.map(({ line }) => `${withControlsEscaped(line)}\n`).join(""));
		if (output.closed.aborted) break;
	}
	return count;
}

async function writeCsv({ rows, output }: Reading): Promise<number> {
	const columns = new TableColumns();
	for await (const page of rows()) for (const row of page) columns.meet(row);
	const csv = new CsvText({ shown: output.isTerminal ? printable : undefined });
	await output.write(csv.line(columns.names));
	let count = 0;
	for await (const page of rows()) {
		count += page.length;
		await output.write(csv.lines(page.map((row) => columns.cells(row) ?? [])));
		if (output.closed.aborted) break;
	}
	return count;
}

/** @param again the command that shows them */
async function writeTable({ rows, output, terminal }: Reading, again: string): Promise<number> {
	const columns = new TableColumns();
	const shown: ResultRow[] = [];
	let count = 0;
	for await (const page of rows()) {
		count += page.length;
		for (const row of page.slice(0, maxShown - shown.length)) {
			shown.push(row);
			columns.meet(row);
		}
	}
	if (count === 0) return 0;
	const cells = shown.map((row) => [String(row.index), ...(columns.cells(row) ?? []).map(cellText)]);
	const names = ["#", ...columns.names];
	const fitted = fitColumns([names, ...cells.map((row) => row.map(printable))], output.columns);
	await output.write(`${[names, ...cells].map((row) => fittedLine(row, fitted)).join("\n")}\n`);
	const left = names.filter((_, at) => !fitted.shown.includes(at));
	if (left.length > 0) terminal.print(`${formatCountOf(left.length, "column")} did not fit: ${left.join(", ")}.`);
	if (count > shown.length) {
		terminal.print(`The first ${formatCountOf(shown.length, "item")} of ${formatCountOf(count, "item")}.`);
	}
	if (left.length > 0 || count > shown.length) terminal.print(`All of it as CSV: ${again} > results.csv`);
	return count;
}
