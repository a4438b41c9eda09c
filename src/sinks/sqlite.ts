import { z } from "zod";
import { outputPath } from "./outputPath.ts";
import { sinkKind } from "./sinkKind.ts";
import { columnsOf, columnsSchema } from "./table/columnsSchema.ts";
import { RowTemplates } from "./table/rowTemplates.ts";
import { foldedName, SqliteTable, tableDigest } from "./table/sqliteTable.ts";
import { missingNotes, tablePages } from "./table/tablePages.ts";

export const sqlite = sinkKind({
	name: "sqlite",
	schema: z
		.strictObject({
			path: outputPath,
			table: z
				.string()
				.regex(/^[^\0]+$/, "Expected the name of a table.")
				.regex(/^(?!sqlite_)/i, "Names that begin with sqlite_ are SQLite's own.")
				.describe("The table, which is made anew. Other tables of the database stay."),
			columns: columnsSchema.optional(),
		})
		.describe("A table in an SQLite database: a row per item, with the columns that `csv` has."),
	describe: ({ path, table }) => `${path}, table ${table}`,
	file: ({ path }) => path,
	part: ({ table }) => ({
		key: `table ${foldedName(table)}`,
		name: `The table ${table}`,
		digest: (file) => tableDigest(file, table),
	}),
	renamed: (settings, rename) => ({ ...settings, path: rename(settings.path) }),
	prepare({ table: name, columns }, context) {
		const templates = new RowTemplates(context.variables, context.runId);
		const compiled = columnsOf(columns, templates);
		return {
			async write(file, rows, beforeCommit) {
				const table = new SqliteTable(file, name);
				const renamed = new Map<string, string>();
				const fill = () =>
					tablePages(rows, compiled, context, {
						async begin(names) {
							templates.reset();
							renamed.clear();
							for (const [at, made] of table.begin(names).entries()) {
								if (made !== names[at]) renamed.set(names[at] ?? "", made);
							}
						},
						async rows(cells) {
							table.add(cells);
						},
					});
				try {
					const { filled, notes } = await table.replace(fill, beforeCommit);
					const renamedNotes = [...renamed].map(
						([from, to]) => `The column ${from} is ${to}, as SQLite takes upper and lower case for one.`,
					);
					return [...templates.notes, ...missingNotes(filled), ...renamedNotes, ...notes];
				} finally {
					table.close();
				}
			},
		};
	},
});
