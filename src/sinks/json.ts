import { statSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { SettingsError } from "../base/settingsError.ts";
import { expandVariables } from "../templates/variables.ts";
import { copyWithLeaves } from "./files/leafCopy.ts";
import { replaceFile, type UnfinishedFile } from "./files/replacedFile.ts";
import { outputPath, pathOf, renamedPath, settingsOf } from "./outputPath.ts";
import { type OutputContext, type Rows, sinkKind } from "./sinkKind.ts";
import { LeafRows } from "./table/leafRows.ts";
import { type RowTemplate, RowTemplates } from "./table/rowTemplates.ts";

type Value = z.core.util.JSONType;

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
						"What an element is: JSON with templates over `item`, `result`, `key`, `index`, `outcome`, `error`, `attempts`, `durationMs`. With `like`: what a leaf becomes; by default the result.",
					),
				like: z
					.string()
					.min(1, "Expected the path of a file, found an empty string.")
					.optional()
					.describe(
						'A JSON file, relative to the job file, of which the output is a copy with other leaves: the one that the items are read from, with `"each": "leaf"`.',
					),
			}),
		])
		.describe(
			"A JSON file: an array with an element per item, by default with its index, key, value, outcome and result; or a copy of the items' file with other leaves.",
		),
	describe: pathOf,
	file: pathOf,
	renamed: renamedPath,
	prepare(settings, context) {
		const { value, like } = settingsOf(settings);
		const templates = new RowTemplates(context.variables, context.runId);
		const fill =
			like === undefined ? arrayOf(value, templates) : copyOf(likeFile(like, context), like, leafOf(value, templates));
		return {
			async write(file, rows, beforeRename) {
				templates.reset();
				const notes = await replaceFile(file, (unfinished) => fill(unfinished, rows), beforeRename);
				return [...templates.notes, ...notes];
			},
		};
	},
});

/** Writes the rows. @returns what the user should know of them */
type Fill = (unfinished: UnfinishedFile, rows: Rows) => Promise<readonly string[]>;

function arrayOf(value: Value | undefined, templates: RowTemplates): Fill {
	const template = value === undefined ? undefined : templates.compileJson(value, ["value"], "The element");
	return async (unfinished, rows) => {
		let separator = "[\n";
		for await (const page of rows()) {
			const elements = page.map((row) => (template ? JSON.stringify(template.value(row)) : row.line));
			await unfinished.write(separator + elements.join(",\n"));
			separator = ",\n";
		}
		await unfinished.write(separator === "[\n" ? "[]\n" : "\n]\n");
		return [];
	};
}

/** @param like absolute. @param name of it in the job */
function copyOf(like: string, name: string, { value }: RowTemplate): Fill {
	return async (unfinished, rows) => {
		const leaves = new LeafRows(rows(), value);
		try {
			await copyWithLeaves(
				like,
				(pointer) => leaves.leafOf(pointer),
				(text) => unfinished.write(text),
			);
			return await leaves.end(name);
		} finally {
			await leaves.close();
		}
	};
}

/** Undefined where the row has nothing for it. */
function leafOf(value: Value | undefined, templates: RowTemplates): RowTemplate {
	if (value === undefined) return { value: ({ result }) => result };
	if (typeof value === "string") return templates.compile(value, ["value"], "The value");
	return templates.compileJson(value, ["value"], "The value");
}

/** Absolute. @throws SettingsError */
function likeFile(like: string, { variables, baseFolder, hasLeaves, order }: OutputContext): string {
	const refused = (message: string, suggestion: string) => new SettingsError(message, { path: ["like"], suggestion });
	if (!hasLeaves) {
		throw refused(
			'A copy with other leaves needs items that are the leaves of a file, and "items" has others.',
			`Expected "items": { "json": { "path": ${JSON.stringify(like)}, "each": "leaf" } }.`,
		);
	}
	if (order !== "source") throw refused("A copy is in the order of its file.", 'Remove "order".');
	const file = resolve(baseFolder, expandVariables(like, variables));
	if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
		throw refused(`There is no file ${file}.`, "Name the file that the items are read from.");
	}
	return file;
}
