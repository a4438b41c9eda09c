import { z } from "zod";
import { replaceFile, type UnfinishedFile } from "./files/replacedFile.ts";
import { outputPath, pathOf, renamedPath, settingsOf } from "./outputPath.ts";
import { type OutputContext, type Rows, sinkKind } from "./sinkKind.ts";
import { columnsOf, columnsSchema } from "./table/columnsSchema.ts";
import { CsvText } from "./table/csvText.ts";
import { RowTemplates } from "./table/rowTemplates.ts";
import { missingNotes, tablePages } from "./table/tablePages.ts";

const byteOrderMark = "\uFEFF";

export const csv = sinkKind({
	name: "csv",
	schema: z
		.union([
			outputPath,
			z.strictObject({
				path: outputPath,
				columns: columnsSchema.optional(),
				formulas: z
					.literal("escape")
					.optional()
					.describe(
						"`escape`: puts a `'` before what a spreadsheet would take for a formula. Numbers stay as they are.",
					),
				delimiter: z
					.string()
					.regex(/^[^"\r\n]$/, "Expected one character, which is no quote and no line end.")
					.optional()
					.describe("What stands between cells. Default: a comma."),
				bom: z
					.boolean()
					.optional()
					.describe("Begins with a byte order mark, by which older versions of Excel know UTF-8."),
			}),
		])
		.describe("A CSV file: a row per item, with the item's own columns, the result's, `outcome` and `error`."),
	describe: pathOf,
	file: pathOf,
	renamed: renamedPath,
	prepare(settings, context) {
		const { columns, bom = false, ...format } = settingsOf(settings);
		const templates = new RowTemplates(context.variables, context.runId);
		const compiled = columnsOf(columns, templates);
		const text = new CsvText(format);
		return {
			write: (file, rows, beforeRename) =>
				replaceFile(
					file,
					(unfinished) => writeTable(unfinished, rows, { columns: compiled, templates, text, bom, context }),
					beforeRename,
				),
		};
	},
});

interface Table {
	readonly columns: ReturnType<typeof columnsOf>;
	readonly templates: RowTemplates;
	readonly text: CsvText;
	readonly bom: boolean;
	readonly context: OutputContext;
}

async function writeTable(
	unfinished: UnfinishedFile,
	rows: Rows,
	{ columns, templates, text, bom, context }: Table,
): Promise<readonly string[]> {
	const found = await tablePages(rows, columns, context, {
		async begin(names) {
			templates.reset();
			await unfinished.restart();
			await unfinished.write((bom ? byteOrderMark : "") + text.line(names));
		},
		async rows(cells) {
			await unfinished.write(text.lines(cells));
		},
	});
	return [...templates.notes, ...missingNotes(found)];
}
