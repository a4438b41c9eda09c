import { z } from "zod";
import { replaceFile } from "./files/replacedFile.ts";
import { outputPath, pathOf, renamedPath, settingsOf } from "./outputPath.ts";
import { sinkKind } from "./sinkKind.ts";
import { RowTemplates } from "./table/rowTemplates.ts";

export const json = sinkKind({
	name: "json",
	schema: z
		.union([
			outputPath,
			z.strictObject({
				path: outputPath,
				value: z
					.json()
					.optional()
					.describe(
						"What an element is: JSON with templates over `item`, `result`, `key`, `index`, `outcome`, `error`, `attempts`, `durationMs`.",
					),
			}),
		])
		.describe("A JSON file: an array with an element per item, by default with its index, key, outcome and result."),
	describe: pathOf,
	file: pathOf,
	renamed: renamedPath,
	prepare(settings, { variables, runId }) {
		const { value } = settingsOf(settings);
		const templates = new RowTemplates(variables, runId);
		const template = value === undefined ? undefined : templates.compileJson(value, ["value"], "The element");
		return {
			async write(file, rows, beforeRename) {
				templates.reset();
				await replaceFile(
					file,
					async (unfinished) => {
						let separator = "[\n";
						for await (const page of rows()) {
							const elements = page.map((row) => (template ? JSON.stringify(template.value(row)) : row.line));
							await unfinished.write(separator + elements.join(",\n"));
							separator = ",\n";
						}
						await unfinished.write(separator === "[\n" ? "[]\n" : "\n]\n");
					},
					beforeRename,
				);
				return templates.notes;
			},
		};
	},
});
