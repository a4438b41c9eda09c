import { z } from "zod";
import { jsonPointer } from "./formats/jsonPointer.ts";
import { JsonReader } from "./formats/jsonReader.ts";
import { BlockSource } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { encoding } from "./reading/encoding.ts";
import { describeFiles, namedInput, readsStandardInput } from "./reading/filePaths.ts";
import { sourceKind } from "./sourceKind.ts";

const path = z
	.string()
	.min(1, "Expected the path of a file, found an empty string.")
	.describe('A JSON file with a list in it. Relative to the job file; "-" is standard input.');

export const json = sourceKind({
	name: "json",
	schema: z
		.union([
			path,
			z.strictObject({
				path,
				encoding: encoding.optional(),
				pointer: jsonPointer
					.optional()
					.describe('Where the list is in the file, as a JSON pointer: "/data/items". Default: the file is the list.'),
			}),
		])
		.describe("Each element of a list in a JSON file."),
	describe: (settings) => `elements of ${placeOf(settings)}`,
	readsOnce: (settings) => readsStandardInput(typeof settings === "string" ? settings : settings.path),
	async open(settings, context) {
		const { path, pointer = "", ...given } = typeof settings === "string" ? { path: settings } : settings;
		const settingsPath = typeof settings === "string" ? [] : ["path"];
		const input = await namedInput(path, { settingsPath, encoding: given.encoding }, context);
		return BlockSource.open({
			inputs: [input],
			newReader: (file, items) => new JsonReader(file, items, pointer),
			summarize: (total) => `${countOf(total, "element")} of ${placeOf(settings)}`,
		});
	},
});

/** `posts.json`, `posts.json at /data/items` */
function placeOf(settings: string | { readonly path: string; readonly pointer?: string | undefined }): string {
	const { path, pointer = "" } = typeof settings === "string" ? { path: settings, pointer: "" } : settings;
	return pointer ? `${describeFiles(path)} at ${pointer}` : describeFiles(path);
}
