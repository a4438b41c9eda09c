import { z } from "zod";
import type { RowTemplates } from "./rowTemplates.ts";
import { type Column, defaultColumns } from "./tableColumns.ts";

const named = z
	.record(z.string(), z.string())
	.refine(
		(column) => Object.keys(column).length === 1,
		"Expected one name with its template: each column is an element.",
	);

export const columnsSchema = z
	.array(z.union([z.string(), named]))
	.min(1)
	.describe(
		'The columns: `"*"` (the item\'s own), `"result"` (those of the result), names of columns of the item or the result, `index`, `key`, `outcome`, `error`, `attempts`, `durationMs`; or `{ "NAME": TEMPLATE }` over `item`, `result` and the like.',
	);

/** @throws SettingsError for a template that cannot be compiled */
export function columnsOf(
	columns: z.output<typeof columnsSchema> | undefined,
	templates: RowTemplates,
): readonly Column[] {
	if (!columns) return defaultColumns;
	return columns.map((column, at) => {
		if (typeof column === "string") return column;
		const [[name, text] = ["", ""]] = Object.entries(column);
		const template = templates.compile(text, ["columns", at, name], `The column ${JSON.stringify(name)}`);
		return { name, value: (row) => template.value(row) };
	});
}
