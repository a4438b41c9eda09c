import { z } from "zod";
import { jsonPointer } from "./formats/jsonPointer.ts";
import { JsonReader } from "./formats/jsonReader.ts";
import { BlockSource } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { encoding } from "./reading/encoding.ts";
import { fileInput } from "./reading/fileInput.ts";
import { sourceKind } from "./sourceKind.ts";

const path = z
	.string()
	.min(1, "Expected the path of a file, found an empty string.")
	.describe("A JSON file with a list in it. Relative to the job file.");

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
	async open(settings, { baseFolder }) {
		const { path, pointer = "", ...given } = typeof settings === "string" ? { path: settings } : settings;
		const input = await fileInput(path, baseFolder, typeof settings === "string" ? [] : ["path"], given.encoding);
		return BlockSource.open({
			inputs: [input],
			newReader: (file, items) => new JsonReader(file, items, pointer),
			summarize: (total) => `${countOf(total, "element")} of ${placeOf(settings)}`,
		});
	},
});

/** `posts.json`, `posts.json at /data/items` */
function placeOf(settings: string | { readonly path: string; readonly pointer?: string | undefined }): string {
	if (typeof settings === "string") return settings;
	return settings.pointer ? `${settings.path} at ${settings.pointer}` : settings.path;
}
