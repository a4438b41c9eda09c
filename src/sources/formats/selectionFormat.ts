import type { SelectedText } from "../sourceKind.ts";
import { hasClearHeader } from "./clearHeader.ts";
import { namesOf, wrongName } from "./csvColumns.ts";
import { dialectOf } from "./csvDialect.ts";
import { type Fit, fittingDelimiters, rowsOf, type Sample } from "./delimiter.ts";
import { textLines } from "./textLines.ts";

export type SelectionFormat = "json" | "jsonl" | "csv" | "lines";

/** How the rows of a selection are cut, and named. */
export interface SelectionTable {
	/** Undefined: as the rows themselves tell. */
	readonly delimiter: string | undefined;
	/** The names, where a row that is not selected has them; or whether the first row does. */
	readonly header: boolean | readonly string[];
}

/** So much is looked at to tell what a text is, UTF-16 units. */
const sampleLength = 128 * 1024;

/** What a text most likely is: JSON if it looks like it, else by its document's kind, else by how it looks. */
export function selectionFormat(selection: SelectedText): SelectionFormat {
	const { text } = selection;
	if (/^\s*[[{]/.test(text)) {
		if (asJsonList(text) !== undefined) return "json";
		if (isJson(firstFilledLine(text))) return "jsonl";
	}
	switch (kindOfDocument(selection)) {
		case "csv":
		case "tsv":
			return "csv";
		case "jsonl":
		case "ndjson":
			return "jsonl";
		default:
			return clearTable(selection) || clearTable({ ...selection, firstDocumentLine: undefined }) ? "csv" : "lines";
	}
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
 */
export function selectionTable(selection: SelectedText): SelectionTable {
	const { firstLine, firstDocumentLine } = selection;
	if (firstLine === 1) return { delimiter: undefined, header: true };
	const fromDocument = firstDocumentLine === undefined ? undefined : wholeRows(selection);
	const names = fromDocument && namesOf(fromDocument.fit.firstRow);
	if (fromDocument && names && !wrongName(names)) return { delimiter: fromDocument.fit.delimiter, header: names };
	return { delimiter: undefined, header: clearTable({ ...selection, firstDocumentLine: undefined }) };
}

export function firstFilledLine(text: string): string {
	return /^.*\S.*$/m.exec(text)?.[0] ?? "";
}

/** The language, or the ending: VS Code has no language of its own for CSV. */
function kindOfDocument({ languageId, file }: SelectedText): string | undefined {
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
