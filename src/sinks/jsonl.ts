import { resolve } from "node:path";
import { z } from "zod";
import { replaceFile } from "./files/replacedFile.ts";
import { JsonlFile, lineBegin } from "./jsonlFile.ts";
import { outputPath, pathOf, renamedPath, settingsOf } from "./outputPath.ts";
import { sinkKind } from "./sinkKind.ts";
import { RowTemplates } from "./table/rowTemplates.ts";

export const jsonl = sinkKind({
	name: "jsonl",
	schema: z
		.union([
			outputPath,
			z.strictObject({
				path: outputPath,
				line: z
					.json()
					.optional()
					.describe(
						"What a line is: JSON with templates over `item`, `result`, `key`, `index`, `outcome`, `error`, `attempts`, `durationMs`.",
					),
			}),
		])
		.describe("A JSONL file: a line per item, with its index, key, value, outcome, attempts and result."),
	describe: pathOf,
	file: pathOf,
	mayHaveWritten: (head) => head.length === 0 || head.toString("latin1").startsWith(lineBegin),
	renamed: renamedPath,
	live(settings, { baseFolder }) {
		if (settingsOf(settings).line !== undefined) return undefined;
		return new JsonlFile(pathOf(settings), resolve(baseFolder, pathOf(settings)));
	},
	prepare(settings, { variables, runId }) {
		const { line } = settingsOf(settings);
		const templates = new RowTemplates(variables, runId);
		const template = line === undefined ? undefined : templates.compileJson(line, ["line"], "The line");
		return {
			async write(file, rows, beforeRename) {
				templates.reset();
				await replaceFile(
					file,
					async (unfinished) => {
						for await (const page of rows()) {
							const lines = page.map((row) => (template ? JSON.stringify(template.value(row)) : row.line));
							await unfinished.write(`${lines.join("\n")}\n`);
						}
					},
					beforeRename,
				);
				return templates.notes;
			},
		};
	},
});
