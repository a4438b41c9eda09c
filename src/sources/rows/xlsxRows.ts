import { readFileSync } from "node:fs";
import { readSheet } from "read-excel-file/universal";
import { rawJSON } from "../../base/exactNumber.ts";
import { formatCountOf } from "../../base/format.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import { namesOf, wrongName } from "../formats/csv/csvColumns.ts";
import { shortList } from "../reading/shortList.ts";
import { cutBlocks, type RowBlock } from "./rowBlock.ts";
import type { XlsxTask } from "./rowTask.ts";

/** A number as the file has it. */
class NumberText {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}
}

type Cell = string | boolean | Date | NumberText | null;

/** The rows of a sheet that have anything in them. @throws SettingsError */
export async function* xlsxBlocks(task: XlsxTask): AsyncGenerator<RowBlock> {
	const rows = await cellsOf(task);
	const filled = rows.map((row, at) => ({ row, line: at + 1 })).filter(({ row }) => row.some((cell) => !isEmpty(cell)));
	const { header } = task;
	const first = header === true ? filled.shift() : undefined;
	const given = first ? first.row.map(headerText) : Array.isArray(header) ? header : undefined;
	const columns =
		given &&
		columnsOf(
			given,
			filled.map(({ row }) => row),
			task,
		);
	const lastLine = filled.at(-1)?.line ?? 0;
	const blankRows = lastLine - filled.length - (first ? 1 : 0);
	const note =
		blankRows > 0
			? `${formatCountOf(blankRows, "row")} without a value ${blankRows === 1 ? "is" : "are"} left out.`
			: undefined;
	const texts = filled.map(({ row, line }) => ({
		text: JSON.stringify(columns ? objectOf(columns, row) : row.map(cellValue)),
		line,
	}));
	yield* cutBlocks(texts, { columns: columns ?? [], note });
}

async function cellsOf({ file, sheet }: XlsxTask): Promise<readonly (readonly Cell[])[]> {
	const bytes = readFileSync(file);
	const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
	try {
		const options = { trim: false, parseNumber: (text: string) => new NumberText(text) };
		return (await readSheet(buffer, sheet ?? 1, options)) as unknown as (readonly Cell[])[];
	} catch (error) {
		throw settingsError(error as LibraryError, file);
	}
}

interface LibraryError extends Error {
	readonly code?: string;
	readonly sheet?: string | number;
	readonly sheets?: readonly string[];
}

function settingsError(error: LibraryError, file: string): Error {
	const { name, code, sheet, sheets = [] } = error;
	if (name === "SheetNotFoundError") {
		const has = `It has ${shortList(sheets)}.`;
		return new SettingsError(`${file} has no sheet ${typeof sheet === "number" ? sheet : JSON.stringify(sheet)}.`, {
			path: ["sheet"],
			suggestion: typeof sheet === "string" ? [didYouMean(sheet, sheets), has].filter(Boolean).join(" ") : has,
		});
	}
	if (code === "XLS_FILE_NOT_SUPPORTED") {
		return new SettingsError(`${file} is a workbook of the old kind (xls).`, {
			path: ["path"],
			suggestion: "Save it as .xlsx, or as CSV.",
		});
	}
	if (code === "FILE_NOT_SUPPORTED" || code === "NO_DATA") {
		return new SettingsError(`${file} is no workbook (xlsx).`, { path: ["path"] });
	}
	return new SettingsError(`${file} cannot be read as a workbook: ${error.message}.`, {
		path: ["path"],
		suggestion: "It may be cut, damaged, or protected by a password.",
		cause: error,
	});
}

/**
 * The names of the columns; one that has values and no name is called by its letter, so that nothing is lost.
 * @throws SettingsError if a name occurs twice
 */
function columnsOf(
	header: readonly string[],
	rows: readonly (readonly Cell[])[],
	{ file, sheet, header: asked }: XlsxTask,
): readonly string[] {
	const width = rows.reduce((most, row) => Math.max(most, row.length), header.length);
	const names = Array.from({ length: width }, (_, at) => {
		const name = (header[at] ?? "").trim();
		return name === "" && rows.some((row) => !isEmpty(row[at] ?? null)) ? letterOf(at) : name;
	});
	const wrong = wrongName(namesOf(names).filter((name) => name !== ""));
	if (!wrong) return names;
	throw new SettingsError(
		`The header of ${sheet === undefined ? "the first sheet" : `sheet ${JSON.stringify(sheet)}`} in ${file} ${wrong}.`,
		{
			path: asked === true ? ["path"] : ["header"],
			suggestion: 'Give every column a name of its own, or set "header": false to get rows as lists.',
		},
	);
}

/** `A`, `Z`, `AA` */
function letterOf(at: number): string {
	const rest = Math.floor(at / 26);
	return (rest > 0 ? letterOf(rest - 1) : "") + String.fromCharCode(65 + (at % 26));
}

function objectOf(names: readonly string[], row: readonly Cell[]): Record<string, unknown> {
	return Object.fromEntries(
		names.flatMap((name, at) => (name === "" ? [] : [[name, cellValue(row[at] ?? null)] as const])),
	);
}

function headerText(cell: Cell): string {
	const value = cellValue(cell);
	return value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

function isEmpty(cell: Cell): boolean {
	return cell === null || cell === "";
}

function cellValue(cell: Cell): unknown {
	if (cell instanceof NumberText) return numberValue(cell.text);
	return cell instanceof Date ? dateText(cell) : cell;
}

/** Excel's numbers are doubles, of which it shows 15 digits; other programs also write longer integers. */
function numberValue(text: string): unknown {
	const number = Number(text);
	if (Number.isNaN(number)) return text;
	return /^-?[1-9]\d{15,}$/.test(text) && !Number.isSafeInteger(number) ? rawJSON(text) : number;
}

/** ISO 8601 without an offset, as a sheet knows of no time zone: a date, a date with a time, or a time alone. */
function dateText(date: Date): string {
	// A time is a fraction of a day, and the reader cuts what is less than a millisecond.
	const ms = date.getTime();
	const rounded = date.getUTCMilliseconds() === 999 ? ms + 1 : ms;
	const [day = "", time = ""] = new Date(rounded).toISOString().slice(0, -1).split("T");
	const clock = time.replace(/\.000$/, "");
	// Excel's day 0, which stands for no date.
	if (day === "1899-12-30" || day === "1899-12-31") return clock;
	return clock === "00:00:00" ? day : `${day}T${clock}`;
}
