import { parseJson } from "../../../base/parseJson.ts";
import { SettingsError } from "../../../base/settingsError.ts";
import { UsageError } from "../../../base/usageError.ts";
import type { Item } from "../../../engine/model/item.ts";
import { cellText, isObject } from "../../../sinks/table/cells.ts";
import { csv } from "../../../sources/csv.ts";
import type { CorrectedLine } from "./correctedLine.ts";

/** What `failed --csv` writes behind the items' own columns; the last two say which item a row is. */
export const failedFacts = ["outcome", "category", "code", "message", "attempts", "index", "key"] as const;
/** Before the name of such a column, where the items have one of that name. */
export const failedFactPrefix = "failure ";

/** The column of items that are no objects. */
const valueName = "value";

type Cells = Readonly<Record<string, string>>;

/**
 * The rows of an edited table of failed items. Spreadsheets may have changed its delimiter; it is found.
 * @param file absolute
 * @throws UsageError, with the line
 */
export async function* correctedCsv(file: string, suggestion: string): AsyncIterable<CorrectedLine> {
	try {
		const source = await csv.open(file, { baseFolder: "/" });
		for await (const chunk of source.chunks(new AbortController().signal)) {
			for (const item of chunk) yield correctedRow(item, file, suggestion);
		}
	} catch (error) {
		if (!(error instanceof SettingsError)) throw error;
		throw new UsageError({ message: error.message, file, suggestion: error.suggestion ?? suggestion });
	}
}

function correctedRow({ value, location, problem }: Item, file: string, suggestion: string): CorrectedLine {
	const line = location?.line ?? 1;
	if (problem !== undefined) throw new UsageError({ message: problem, file, line, suggestion });
	const cells = value as Cells;
	const index = factIn(cells, "index");
	if (index === undefined || !/^\d+$/.test(index)) {
		const found = index === undefined ? "" : `, found ${JSON.stringify(index)}`;
		const message = `Expected the item's number in the column "index"${found}.`;
		throw new UsageError({ message, file, line, suggestion });
	}
	const own = ownCells(cells);
	return { index: Number(index), key: factIn(cells, "key"), line, valueFor: (item) => valueFor(item, own) };
}

function factIn(cells: Cells, name: (typeof failedFacts)[number]): string | undefined {
	const prefixed = failedFactPrefix + name;
	return Object.hasOwn(cells, prefixed) ? cells[prefixed] : cells[name];
}

/** Without what became of the item. */
function ownCells(cells: Cells): Cells {
	const facts: readonly string[] = failedFacts.map((name) =>
		Object.hasOwn(cells, failedFactPrefix + name) ? failedFactPrefix + name : name,
	);
	return Object.fromEntries(Object.entries(cells).filter(([name]) => !facts.includes(name)));
}

/** Columns that are left out keep their values, and so does what stands there as it did: its type is known. */
function valueFor({ value, problem }: Item, cells: Cells): unknown {
	if (isObject(value)) return { ...value, ...changedFields(value, cells) };
	// What its source could not read may have been put into the columns that the others have.
	const { [valueName]: text, ...columns } = cells;
	if (problem !== undefined && Object.values(columns).some((cell) => cell !== "")) return columns;
	return text === undefined ? value : typed(text, value);
}

function changedFields(value: Readonly<Record<string, unknown>>, cells: Cells): Record<string, unknown> {
	const changed: Record<string, unknown> = {};
	for (const [name, cell] of Object.entries(cells)) {
		if (Object.hasOwn(value, name)) changed[name] = typed(cell, value[name]);
		// An empty cell is also what other items have in a column that this one does not have.
		else if (cell !== "") changed[name] = cell;
	}
	return changed;
}

/** A cell has no type: it is that of what stood there before, if it can be. */
function typed(cell: string, before: unknown): unknown {
	// Editors write all line ends of a file alike.
	if (withLineFeeds(cell) === withLineFeeds(cellText(before))) return before;
	if (typeof before === "string") return cell;
	try {
		return parseJson(cell);
	} catch {
		return cell;
	}
}

function withLineFeeds(text: string): string {
	return text.replace(/\r\n?/g, "\n");
}
