import { z } from "zod";
import { CsvReader } from "./formats/csvReader.ts";
import { BlockSource } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { describePaths, type FilePaths, fileInputs, filePaths } from "./reading/filePaths.ts";
import { shortList } from "./reading/shortList.ts";
import { sourceKind } from "./sourceKind.ts";

const options = z.strictObject({
	path: filePaths,
	delimiter: z
		.string()
		.regex(/^[^"\r\n]$/, 'Expected one character, such as ";" or "\\t".')
		.optional()
		.describe("What separates the fields. Default: found in the first line, among comma, semicolon, tab and |."),
	header: z
		.boolean()
		.optional()
		.describe("Whether the first row names the columns (default). If not, each item is a list of its fields."),
});

export const csv = sourceKind({
	name: "csv",
	schema: z
		.union([filePaths, options])
		.describe("Each row of a CSV or TSV file, or of several, as an object: `{{ item.title }}` is its column `title`."),
	describe: (settings) => `rows of ${describePaths(pathsOf(settings))}`,
	async open(settings, { baseFolder }) {
		const { path, delimiter, header } = isShort(settings) ? { path: settings } : settings;
		const inputs = await fileInputs(path, baseFolder, isShort(settings) ? [] : ["path"]);
		let columns: readonly string[] | undefined;
		const readerOptions = {
			delimiter,
			header: header ?? true,
			onColumns: (names: readonly string[]) => {
				columns ??= names;
			},
		};
		return BlockSource.open({
			inputs,
			newReader: (input, items, from) => new CsvReader(input, items, readerOptions, from),
			summarize: (total) =>
				`${countOf(total, "row")} of ${describePaths(path)}${columns ? `: ${shortList(columns)}` : ""}`,
		});
	},
});

type Settings = FilePaths | z.output<typeof options>;

function isShort(settings: Settings): settings is FilePaths {
	return typeof settings === "string" || Array.isArray(settings);
}

function pathsOf(settings: Settings): FilePaths {
	return isShort(settings) ? settings : settings.path;
}
