import { z } from "zod";
import { SettingsError } from "../base/settingsError.ts";
import type { Total } from "../engine/model/ports.ts";
import { CsvReader } from "./formats/csvReader.ts";
import { JsonReader } from "./formats/jsonReader.ts";
import { asJsonList, type SelectionFormat, selectionFormat, selectionTable } from "./formats/selectionFormat.ts";
import { readJsonLines } from "./jsonl.ts";
import { readLines } from "./lines.ts";
import { BlockSource, type BlockSourceOptions } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { shortList } from "./reading/shortList.ts";
import { textInput } from "./reading/textInput.ts";
import { type SelectedText, sourceKind } from "./sourceKind.ts";

export const selection = sourceKind({
	name: "selection",
	schema: z
		.union([
			z.enum(["auto", "lines", "json", "jsonl", "csv"]).describe("What the text is; `auto` finds out by looking."),
			z.strictObject({}).describe("The same as `auto`."),
		])
		.describe("What is selected in the editor, or its whole document: lines, a JSON list, JSONL, CSV or TSV."),
	describe(settings) {
		const format = formatOf(settings);
		return format ? `the editor's selection, as ${nouns[format]}` : "the editor's selection";
	},
	async open(settings, { selection: selected }) {
		if (!selected) {
			throw new SettingsError('There is no selection: "selection" takes its items from an editor.', {
				path: [],
				suggestion: 'Run the job from an editor in VS Code, or name a file: { "lines": "names.txt" }.',
			});
		}
		if (selected.text.trim() === "") {
			const nothing = sourceOptions("lines", { ...selected, text: "" });
			return BlockSource.open({ ...nothing, whyEmpty: nothingSelected("The selection is empty.") });
		}
		const format = formatOf(settings) ?? selectionFormat(selected);
		const whyEmpty = nothingSelected(`There are no ${nouns[format]} in the selection.`);
		return BlockSource.open({ ...sourceOptions(format, selected), whyEmpty });
	},
});

const nouns: Readonly<Record<SelectionFormat, string>> = {
	lines: "lines",
	json: "elements of a JSON list",
	jsonl: "JSON lines",
	csv: "rows of CSV",
};

function formatOf(settings: "auto" | SelectionFormat | object): SelectionFormat | undefined {
	return typeof settings === "object" || settings === "auto" ? undefined : settings;
}

function nothingSelected(message: string): SettingsError {
	const suggestion = "Select the lines to work on, or nothing at all to take the whole document.";
	return new SettingsError(message, { path: [], suggestion });
}

function sourceOptions(format: SelectionFormat, selected: SelectedText): BlockSourceOptions {
	const { text, file, firstLine } = selected;
	const inputs = [textInput(text, file, firstLine)];
	switch (format) {
		case "lines":
			return { inputs, newReader: readLines, summarize: (total) => countOf(total, "line") };
		case "jsonl":
			return { inputs, newReader: readJsonLines, summarize: (total) => countOf(total, "JSON line") };
		case "json":
			return {
				inputs: [textInput(asJsonList(text) ?? text, file, firstLine)],
				newReader: (input, items) => new JsonReader(input, items, ""),
				summarize: (total) => `${countOf(total, "element")} of a JSON list`,
			};
		case "csv":
			return csvOptions(selected);
	}
}

function csvOptions(selected: SelectedText): BlockSourceOptions {
	let columns: readonly string[] | undefined;
	const options = {
		...selectionTable(selected),
		onColumns: (names: readonly string[]) => {
			columns = names;
		},
	};
	return {
		inputs: [textInput(selected.text, selected.file, selected.firstLine)],
		newReader: (input, items, from) => new CsvReader(input, items, options, from),
		summarize: (total: Total | undefined) =>
			`${countOf(total, "row")} of CSV${columns ? `: ${shortList(columns)}` : ""}`,
	};
}
