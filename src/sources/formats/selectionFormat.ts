import type { SelectedPart, SelectedText } from "../sourceKind.ts";
import { hasClearHeader } from "./csv/clearHeader.ts";
import { namesOf, wrongName } from "./csv/csvColumns.ts";
import { dialectOf } from "./csv/csvDialect.ts";
import { type Fit, fittingDelimiters, rowsOf, type Sample } from "./csv/delimiter.ts";
import { markdownList } from "./markdownList.ts";
import { markdownTable } from "./markdownTable.ts";
import { textLines } from "./textLines.ts";

export const selectionFormats = [
	"lines",
	"json",
	"entries",
	"jsonl",
	"csv",
	"table",
	"list",
	"selections",
	"columns",
] as const;

/**
 * `entries`: the members of a JSON object; `table`, `list`: Markdown; `selections`: each selected place is an item;
 * `columns`: each line with several selected places is one.
 */
export type SelectionFormat = (typeof selectionFormats)[number];

/** How the rows of a selection are cut, and named. */
export interface SelectionTable {
	/** Undefined: as the rows themselves tell. */
	readonly delimiter: string | undefined;
	/** The names, where a row that is not selected has them; or whether the first row does. */
	readonly header: boolean | readonly string[];
}

/** So much is looked at to tell what a text is, UTF-16 units. */
const sampleLength = 128 * 1024;

/** Kinds of documents that may have Markdown in them. */
const markdownKinds: readonly (string | undefined)[] = [undefined, "md", "markdown", "mdx", "txt", "text"];
const jsonLinesKinds: readonly (string | undefined)[] = ["jsonl", "ndjson"];

/** What a text most likely is: JSON if it looks like it, else by its document's kind, else by how it looks. */
export function selectionFormat(selection: SelectedText): SelectionFormat {
	const { text, parts } = selection;
	const kind = kindOfDocument(selection);
	if (parts && !selection.areWholeLines) {
		if (parts.every((part) => /^\s*[[{]/.test(part.text) && asJsonList(part.text) !== undefined)) return "json";
		return columnsOf(parts) ? "columns" : "selections";
	}
	if (/^\s*[[{]/.test(text)) {
		if (isDocumentsObject(selection, kind)) return "entries";
		if (asJsonList(text) !== undefined) return "json";
		if (isJson(firstFilledLine(text))) return "jsonl";
	}
	if (kind === "csv" || kind === "tsv") return "csv";
	if (jsonLinesKinds.includes(kind)) return "jsonl";
	if (isOnlyTable(selection)) return "table";
	if (markdownKinds.includes(kind) && isOnlyList(text)) return "list";
	if (clearTable(selection) || clearTable({ ...selection, firstDocumentLine: undefined })) return "csv";
	return parts?.some((part) => /[\r\n]./.test(part.text)) ? "selections" : "lines";
}

/** The selected places line by line, where each line has the same number of them, and more than one. */
export function columnsOf(parts: readonly SelectedPart[]): readonly (readonly SelectedPart[])[] | undefined {
	const lines = [...Map.groupBy(parts, ({ firstLine }) => firstLine).values()];
	const width = lines[0]?.length ?? 0;
	const areColumns = width > 1 && lines.every((line) => line.length === width);
	return areColumns && parts.every(({ text }) => !/[\r\n]/.test(text)) ? lines : undefined;
}

/** A document that is one object: its members are meant. One in the middle of a document is an element, most likely. */
function isDocumentsObject({ text, firstLine }: SelectedText, kind: string | undefined): boolean {
	if (firstLine !== 1 || jsonLinesKinds.includes(kind) || !isJsonObject(text)) return false;
	return Object.keys(JSON.parse(text) as object).length > 1;
}

export function isJsonObject(text: string): boolean {
	return /^\s*\{/.test(text) && isJson(text);
}

function isOnlyTable({ text, tableHeader }: SelectedText): boolean {
	if (!firstFilledLine(text).includes("|")) return false;
	const table = markdownTable(text, tableHeader);
	return table !== undefined && table.rows.length > 0 && table.others.length === 0;
}

function isOnlyList(text: string): boolean {
	if (!/^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/.test(firstFilledLine(text))) return false;
	return markdownList(text).others.length === 0;
}

/**
 * The text as a JSON list: as it is, or with brackets around it if elements of a list were selected without its own.
 * (A single object is a list of one.) Undefined if it is neither.
 */
export function asJsonList(text: string): string | undefined {
	if (/^\s*\[/.test(text) && isJson(text)) return text;
	const wrapped = `[${text.replace(/,\s*$/, "")}]`;
	return isJson(wrapped) ? wrapped : undefined;
}

/**
 * The first row is the header only where it is the document's, as of a file, or where that is beyond doubt: a row that is
 * taken for one is lost as an item. Else rows are lists.
 * @param header whether the user says that there is one
 */
export function selectionTable(selection: SelectedText, header?: boolean): SelectionTable {
	const { firstLine, firstDocumentLine, parts } = selection;
	if (header === false) return { delimiter: undefined, header: false };
	if (firstLine === 1 && !parts) return { delimiter: undefined, header: true };
	const table = firstDocumentLine === undefined ? undefined : wholeRows({ ...selection, firstLine: 2 });
	const names = table && namesOf(table.fit.firstRow);
	if (table && names && !wrongName(names)) return { delimiter: table.fit.delimiter, header: names };
	if (parts) return { delimiter: undefined, header: false };
	return { delimiter: undefined, header: header ?? clearTable({ ...selection, firstDocumentLine: undefined }) };
}

function firstFilledLine(text: string): string {
	return /^.*\S.*$/m.exec(text)?.[0] ?? "";
}

/** The language, or the ending: VS Code has no language of its own for CSV. */
export function kindOfDocument({ languageId, file }: SelectedText): string | undefined {
	if (languageId !== undefined && languageId !== "plaintext") return languageId;
	return /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** Whether all rows have the same number of fields, and what is above them is a header beyond doubt. */
function clearTable(selection: SelectedText): boolean {
	const found = wholeRows(selection);
	return found !== undefined && found.fit.share === 1 && hasClearHeader(found.rows);
}

/** The rows, below the document's first line if that is not selected; undefined if no delimiter is better than others. */
function wholeRows({ text, firstLine, firstDocumentLine }: SelectedText): { fit: Fit; rows: string[][] } | undefined {
	const above = firstLine === 1 || firstDocumentLine === undefined ? "" : `${firstDocumentLine}\n`;
	const looked = above + text.slice(0, sampleLength);
	const sample: Sample = { lines: textLines(looked), isAll: text.length <= sampleLength };
	const [fit, other] = fittingDelimiters(sample, {});
	if (!fit || other) return undefined;
	const rows = rowsOf(sample, dialectOf(fit.delimiter, {}));
	// The first row is the one that is looked for, and must not be a part of the one below.
	const isOneLine =
		above === "" || rowsOf({ lines: sample.lines.slice(0, 1), isAll: true }, dialectOf(fit.delimiter, {}))[0];
	if (!isOneLine || rows[1]?.length !== rows[0]?.length) return undefined;
	return { fit, rows: rows.filter((row) => row !== undefined).map((row) => [...row]) };
}
