import type { SelectedText } from "../sourceKind.ts";
import { wrongName } from "./csvColumns.ts";
import { CsvRows } from "./csvRows.ts";
import { guessDelimiter } from "./delimiter.ts";

export type SelectionFormat = "json" | "jsonl" | "csv" | "lines";

/** Rows that must have the same number of fields before text is taken for CSV without being told. */
const rowsLookedAt = 20;

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
			return looksLikeCsv(text) ? "csv" : "lines";
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

/** Names of the columns if the text is a part of a CSV document and its first row is not the header. */
export function columnsFromDocument({
	text,
	firstLine,
	firstDocumentLine,
}: SelectedText): readonly string[] | undefined {
	if (firstLine === 1 || firstDocumentLine === undefined) return undefined;
	const [header] = firstRows(firstDocumentLine, guessDelimiter(firstDocumentLine), 1);
	const [row] = firstRows(text, guessDelimiter(firstDocumentLine), 1);
	const names = header?.map((name) => name.trim());
	return names && names.length === row?.length && !wrongName(names) ? names : undefined;
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

/** At least two rows of at least two fields, with the same number in each. */
function looksLikeCsv(text: string): boolean {
	const rows = firstRows(text, guessDelimiter(firstFilledLine(text)), rowsLookedAt);
	const width = rows[0]?.length ?? 0;
	return rows.length > 1 && width > 1 && rows.every((row) => row.length === width);
}

/** The first rows of a text; an empty one for each that is broken. */
function firstRows(text: string, delimiter: string, limit: number): readonly (readonly string[])[] {
	const found: (readonly string[])[] = [];
	const rows = new CsvRows(delimiter, { whole: (fields) => found.push(fields), broken: () => found.push([]) });
	let start = 0;
	for (let line = 1; start <= text.length && found.length < limit; line++) {
		const newline = text.indexOf("\n", start);
		const end = newline < 0 ? text.length : newline;
		rows.add(text.slice(start, end), line, undefined);
		start = end + 1;
	}
	if (start > text.length) rows.end();
	return found.slice(0, limit);
}
