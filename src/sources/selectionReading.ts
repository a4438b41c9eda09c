import { formatCountOf } from "../base/format.ts";
import { SettingsError } from "../base/settingsError.ts";
import type { Total } from "../engine/model/ports.ts";
import { CsvReader } from "./formats/csv/csvReader.ts";
import { JsonReader } from "./formats/json/jsonReader.ts";
import { markdownList } from "./formats/markdownList.ts";
import { markdownTable } from "./formats/markdownTable.ts";
import { objectMembers } from "./formats/objectMembers.ts";
import {
	asJsonList,
	columnsOf,
	isJsonObject,
	type SelectionFormat,
	selectionTable,
} from "./formats/selectionFormat.ts";
import { type FoundValue, WholeText } from "./formats/wholeText.ts";
import { readJsonLines } from "./jsonl.ts";
import { readLines } from "./lines.ts";
import type { BlockSourceOptions, NewBlockReader } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import type { Input } from "./reading/input.ts";
import { columnsText } from "./reading/shortList.ts";
import { textInput } from "./reading/textInput.ts";
import type { SelectedPart, SelectedText } from "./sourceKind.ts";

/** How the items of a selection are read. */
export interface SelectionReading extends BlockSourceOptions {
	/** Lines of the document that are no part of any item, from 1. */
	readonly others?: readonly number[];
}

/**
 * @param header with `csv`: whether the first row names the columns; undefined: found by looking
 * @throws SettingsError where the text cannot be read so
 */
export function selectionReading(selected: SelectedText, as: SelectionFormat, header?: boolean): SelectionReading {
	switch (as) {
		case "lines":
			return { ...inputsOf(selected), newReader: readLines, summarize: (total) => countOf(total, "line") };
		case "jsonl":
			return { ...inputsOf(selected), newReader: readJsonLines, summarize: (total) => countOf(total, "JSON line") };
		case "json":
			return {
				...inputsOf(selected, (text) => asJsonList(text) ?? text),
				newReader: (input, items) => new JsonReader(input, items, ""),
				summarize: (total) => `${countOf(total, "element")} of a JSON list`,
			};
		case "entries":
			return entriesReading(selected);
		case "csv":
			return csvReading(selected, header);
		case "list":
			return listReading(selected);
		case "table":
			return tableReading(selected);
		case "selections":
			return {
				...inputsOf(selected),
				newReader: wholeText((text) => (text.trim() === "" ? [] : [{ value: withoutLastEnd(text), line: 1 }])),
				summarize: (total) => countOf(total, "selection"),
			};
		case "columns":
			return columnsReading(selected);
	}
}

/** @param prepared the text of each place as it is read */
function inputsOf(
	{ parts, ...selected }: SelectedText,
	prepared: (text: string) => string = (text) => text,
): { readonly inputs: readonly Input[] } {
	const { file } = selected;
	const inputs = (parts ?? [selected]).map(({ text, firstLine }) => textInput(prepared(text), file, firstLine));
	return { inputs };
}

function wholeText(find: (text: string) => Iterable<FoundValue>): NewBlockReader {
	return (input, items) => new WholeText(input, items, find);
}

function entriesReading(selected: SelectedText): SelectionReading {
	for (const { text } of partsOf(selected)) {
		if (isJsonObject(text)) continue;
		throw new SettingsError("The selection is not one JSON object, from its { to its }.", { path: [] });
	}
	return {
		...inputsOf(selected),
		newReader: wholeText(objectMembers),
		summarize: (total) => `${countOf(total, "member")} of a JSON object`,
	};
}

function listReading(selected: SelectedText): SelectionReading {
	const lists = partsOf(selected).map(({ text, firstLine }) => ({ ...markdownList(text), firstLine }));
	const fields = [...new Set(lists.flatMap((list) => list.fields))];
	return {
		...inputsOf(selected),
		newReader: wholeText((text) => markdownList(text).entries),
		summarize: (total) => `${entryCount(total)} of a Markdown list${columnsText(fields)}`,
		others: othersOf(lists),
	};
}

function tableReading(selected: SelectedText): SelectionReading {
	const { tableHeader } = selected;
	const tables = partsOf(selected).map(({ text, firstLine }) => {
		const table = markdownTable(text, tableHeader);
		if (table) return { ...table, firstLine };
		throw new SettingsError("There is no Markdown table in the selection.", {
			path: [],
			suggestion: "Its header has a line of dashes below it: | --- | --- |",
		});
	});
	const names = tables[0]?.names ?? [];
	return {
		...inputsOf(selected),
		newReader: wholeText((text) => markdownTable(text, tableHeader)?.rows ?? []),
		summarize: (total) => `${countOf(total, "row")} of a Markdown table${columnsText(names)}`,
		others: othersOf(tables),
	};
}

function columnsReading(selected: SelectedText): SelectionReading {
	const lines = columnsOf(selected.parts ?? []);
	if (!lines) {
		throw new SettingsError("Not every line has as many selected places as the others, and more than one.", {
			path: [],
			suggestion: "Select the same columns in each line, or take each place as an item of its own.",
		});
	}
	const [width = 0, values] = [
		lines[0]?.length,
		new Map(lines.map((line) => [line[0]?.firstLine, line.map(({ text }) => text)])),
	];
	return {
		inputs: lines.map(([first]) => textInput(first?.text ?? "", selected.file, first?.firstLine ?? 1)),
		newReader: (input, items) =>
			new WholeText(input, items, () => [{ value: values.get(input.firstLine) ?? [], line: 1 }]),
		summarize: (total) => `${countOf(total, "line")} of ${width} selections each`,
	};
}

function csvReading(selected: SelectedText, header: boolean | undefined): SelectionReading {
	let columns: readonly string[] | undefined;
	const table = selectionTable(selected, header);
	const options = {
		...table,
		onColumns: (names: readonly string[]) => {
			columns = names;
		},
	};
	// The document's first line is selected along with others: it is no row where it names the columns.
	const hasHeaderLine = selected.parts !== undefined && selected.firstLine === 1 && typeof table.header === "object";
	const { inputs } = inputsOf(selected);
	return {
		inputs,
		newReader: (input, items, from) =>
			new CsvReader(input, items, { ...options, skipLines: hasHeaderLine && input === inputs[0] ? 1 : 0 }, from),
		summarize: (total) => `${countOf(total, "row")} of CSV${columnsText(columns)}`,
	};
}

function partsOf(selected: SelectedText): readonly SelectedPart[] {
	return selected.parts ?? [selected];
}

/** Lines of the document. */
function othersOf(
	found: readonly { readonly others: readonly number[]; readonly firstLine: number }[],
): readonly number[] {
	return found.flatMap(({ others, firstLine }) => others.map((line) => firstLine + line - 1));
}

function entryCount(total: Total | undefined): string {
	return total ? formatCountOf(total.count, "entry", "entries") : "entries";
}

function withoutLastEnd(text: string): string {
	return text.replace(/(?:\r\n|\n|\r)$/, "");
}
