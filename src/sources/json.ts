import { z } from "zod";
import { jsonPointer } from "./formats/json/jsonPointer.ts";
import { type JsonEach, JsonReader } from "./formats/json/jsonReader.ts";
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
				each: z
					.enum(["element", "entry", "leaf"])
					.optional()
					.describe(
						"What becomes an item: an element of a list (default), a member of an object (`item.key`, `item.value`), or each text, number, boolean and null (`item.pointer`, `item.value`), as in a file of translations.",
					),
			}),
		])
		.describe("Each element of a list in a JSON file, each member of an object, or each leaf."),
	describe: (settings) => `${nouns[eachOf(settings)]}s of ${placeOf(settings)}`,
	readsOnce: (settings) => readsStandardInput(typeof settings === "string" ? settings : settings.path),
	async open(settings, context) {
		const { path, pointer = "", ...given } = typeof settings === "string" ? { path: settings } : settings;
		const each = eachOf(settings);
		const settingsPath = typeof settings === "string" ? [] : ["path"];
		const input = await namedInput(path, { settingsPath, encoding: given.encoding }, context);
		return BlockSource.open({
			inputs: [input],
			newReader: (file, items) => new JsonReader(file, items, pointer, each),
			summarize: (total) => `${countOf(total, nouns[each])} of ${placeOf(settings)}`,
		});
	},
});

const nouns: Readonly<Record<JsonEach, string>> = { element: "element", entry: "member", leaf: "value" };

function eachOf(settings: string | { readonly each?: JsonEach | undefined }): JsonEach {
	return typeof settings === "string" ? "element" : (settings.each ?? "element");
}

/** `posts.json`, `posts.json at /data/items` */
function placeOf(settings: string | { readonly path: string; readonly pointer?: string | undefined }): string {
	const { path, pointer = "" } = typeof settings === "string" ? { path: settings, pointer: "" } : settings;
	return pointer ? `${describeFiles(path)} at ${pointer}` : describeFiles(path);
}
