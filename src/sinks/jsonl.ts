import { resolve } from "node:path";
import { z } from "zod";
import { JsonlFile } from "./jsonlFile.ts";
import { sinkKind } from "./sinkKind.ts";

const path = z
	.string()
	.min(1, "Expected the path of a file, found an empty string.")
	.regex(/^[^\0]*$/, "Expected the path of a file, found one with a NUL in it.")
	.refine((name) => !/\{\{|\{%/.test(name), "Expected the path of one file for all items: it is no template.")
	.describe("The file that results go to, relative to the job file. A new run of the job overwrites it.");

export const jsonl = sinkKind({
	name: "jsonl",
	schema: z
		.union([path, z.strictObject({ path })])
		.describe("A JSONL file: a line per item, with its index, key, outcome, attempts and result."),
	describe: (settings) => pathOf(settings),
	file: (settings) => pathOf(settings),
	mayHaveWritten: (head) => head.length === 0 || head.toString("latin1").startsWith('{"index":'),
	renamed: (settings, rename) => rename(pathOf(settings)),
	create: (settings, { baseFolder }) => new JsonlFile(pathOf(settings), resolve(baseFolder, pathOf(settings))),
});

function pathOf(settings: string | { readonly path: string }): string {
	return typeof settings === "string" ? settings : settings.path;
}
