import { cellText } from "../../sinks/table/cells.ts";
import { CsvText } from "../../sinks/table/csvText.ts";
import { TableColumns } from "../../sinks/table/tableColumns.ts";
import { cellOf } from "../../sources/formats/markdownTable.ts";
import type { ResultRow } from "../../store/results/resultRow.ts";
import type { ResultTexts } from "./resultTexts.ts";

export type CopyFormat = "csv" | "json" | "markdown" | "lines";

/** @param rows in their order; `lines` and `json` have only what succeeded */
export function copyText(rows: readonly ResultRow[], format: CopyFormat, texts: ResultTexts): string {
	const succeeded = rows.filter(({ outcome }) => outcome === "succeeded");
	switch (format) {
		case "json":
			return JSON.stringify(
				succeeded.map((row) => texts.mainOf(row) ?? null),
				undefined,
				2,
			);
		case "lines":
			return succeeded.map((row) => texts.textOf(row)).join("\n");
		case "csv":
		case "markdown":
			return format === "csv" ? csvTable(rows) : markdownTable(rows);
	}
}

function csvTable(rows: readonly ResultRow[]): string {
	return new CsvText().lines(tableOf(rows));
}

function markdownTable(rows: readonly ResultRow[]): string {
	const [header = [], ...cells] = tableOf(rows).map((row) => row.map((cell) => cellOf(cellText(cell))));
	const line = (texts: readonly string[]) => `| ${texts.join(" | ")} |\n`;
	return [line(header), line(header.map(() => "---")), ...cells.map(line)].join("");
}

/** The names first. */
function tableOf(rows: readonly ResultRow[]): readonly (readonly unknown[])[] {
	const columns = new TableColumns();
	for (const row of rows) columns.meet(row);
	return [columns.names, ...rows.map((row) => columns.cells(row) ?? [])];
}
