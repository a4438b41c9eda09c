import { z } from "zod";
import { formatCount, formatCountOf } from "../base/format.ts";
import { SettingsError } from "../base/settingsError.ts";
import { type SelectionFormat, selectionFormat, selectionFormats } from "./formats/selectionFormat.ts";
import { BlockSource } from "./reading/blockSource.ts";
import { selectionReading } from "./selectionReading.ts";
import { type SelectedText, sourceKind } from "./sourceKind.ts";

const format = z
	.enum(["auto", ...selectionFormats])
	.describe(
		"What the text is; `auto` finds out by looking. `entries`: members of a JSON object; `table`, `list`: in Markdown; " +
			"`selections`: each selected place is an item; `columns`: each line with several selected places is one.",
	);

const options = z.strictObject({
	as: format.optional(),
	header: z
		.boolean()
		.optional()
		.describe("With `csv`: whether the first row names the columns. Default: found by looking."),
});

/** How the text is read, as the job's setting. */
export type SelectionReadingSetting = z.output<typeof format> | z.output<typeof options>;

/** Every way of reading a text; not every text can be read in each. */
export const allReadings: readonly SelectionReadingSetting[] = [
	...selectionFormats.filter((as) => as !== "csv"),
	{ as: "csv", header: true },
	{ as: "csv", header: false },
];

export const selection = sourceKind({
	name: "selection",
	schema: z
		.union([format, options])
		.describe(
			"What is selected in the editor, or its whole document: lines, JSON, CSV or TSV, a Markdown list or table.",
		),
	readsOnce: () => true,
	describe(settings) {
		const as = formatOf(settings);
		return as ? `the editor's selection, as ${nouns[as]}` : "the editor's selection";
	},
	async open(settings, { selection: selected }) {
		if (!selected) {
			throw new SettingsError('There is no selection: "selection" takes its items from an editor.', {
				path: [],
				suggestion: 'Run the job from an editor in VS Code, or name a file: { "lines": "names.txt" }.',
			});
		}
		const isEmpty = selected.text.trim() === "";
		const as = isEmpty ? "lines" : readingOf(settings, selected);
		const header = typeof settings === "object" ? settings.header : undefined;
		const reading = selectionReading(isEmpty ? { ...selected, text: "", parts: undefined } : selected, as, header);
		const why = isEmpty ? "The selection is empty." : `There are no ${nouns[as]} in the selection.`;
		const others = reading.others ?? [];
		return BlockSource.open({
			...reading,
			notes: () => (others.length === 0 ? [] : [othersText(others, nouns[as])]),
			whyEmpty: nothingSelected(why),
		});
	},
});

/** How a selection is read under a job's setting. */
export function readingOf(setting: SelectionReadingSetting, selected: SelectedText): SelectionFormat {
	return formatOf(setting) ?? selectionFormat(selected);
}

const nouns: Readonly<Record<SelectionFormat, string>> = {
	lines: "lines",
	json: "elements of a JSON list",
	entries: "members of a JSON object",
	jsonl: "JSON lines",
	csv: "rows of CSV",
	table: "rows of a Markdown table",
	list: "entries of a Markdown list",
	selections: "selected places",
	columns: "lines with several selected places each",
};

const maxNamed = 5;

/** @param others numbers of lines; at least one */
function othersText(others: readonly number[], noun: string): string {
	const named = others.slice(0, maxNamed).map(formatCount).join(", ");
	const more = others.length > maxNamed ? " and others" : "";
	const lines = `${formatCountOf(others.length, "line")} (${named}${more})`;
	return others.length === 1
		? `${lines} is left out, as it is none of the ${noun}.`
		: `${lines} are left out, as they are no ${noun}.`;
}

function formatOf(settings: SelectionReadingSetting): SelectionFormat | undefined {
	const as = typeof settings === "object" ? settings.as : settings;
	return as === "auto" ? undefined : as;
}

function nothingSelected(message: string): SettingsError {
	const suggestion = "Select the lines to work on, or nothing at all to take the whole document.";
	return new SettingsError(message, { path: [], suggestion });
}
