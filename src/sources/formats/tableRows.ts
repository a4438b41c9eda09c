import type { SelectedText } from "../sourceKind.ts";
import { dialectOf } from "./csv/csvDialect.ts";
import { CsvRows } from "./csv/csvRows.ts";
import { fittingDelimiters } from "./csv/delimiter.ts";
import { kindOfDocument, selectionTable } from "./selectionFormat.ts";
import { textLines } from "./textLines.ts";

/** A row of a document; lines from 0. */
export interface TableRow {
	readonly fields: readonly string[];
	readonly line: number;
	readonly endLine: number;
}

/** The table that a selection is a part of. */
export interface DocumentTable {
	readonly delimiter: string;
	/** All of a CSV document; of another one only those that are selected, which are not looked for. */
	readonly rows: readonly TableRow[];
	readonly header: TableRow | undefined;
}

/** @param now the document's lines, which may have changed since */
export function tableRows(selected: SelectedText, now: readonly string[]): DocumentTable {
	const { delimiter: known, header } = selectionTable(selected);
	const sample = { lines: textLines(selected.text), isAll: true };
	const delimiter = known ?? fittingDelimiters(sample, {})[0]?.delimiter ?? ",";
	if (!["csv", "tsv"].includes(kindOfDocument(selected) ?? "")) return { delimiter, rows: [], header: undefined };
	const rows: TableRow[] = [];
	let endLine = 0;
	const reader = new CsvRows(dialectOf(delimiter, {}), {
		whole: (fields, line) => rows.push({ fields, line: line - 1, endLine }),
		broken: () => undefined,
	});
	for (const { text, line, flaw, end } of textLines(now.join("\n"))) {
		endLine = line - 1;
		reader.add(text, line, flaw, end);
	}
	reader.end();
	return { delimiter, rows, header: header === false ? undefined : rows[0] };
}
