import { resolve } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { fileIdentity } from "../base/fileIdentity.ts";
import { SettingsError } from "../base/settingsError.ts";
import { countOf } from "./reading/countOf.ts";
import { statsOf } from "./reading/fileInput.ts";
import { columnsText } from "./reading/shortList.ts";
import { readInThread } from "./rows/rowLink.ts";
import { RowSource } from "./rows/rowSource.ts";
import type { RowTask } from "./rows/rowTask.ts";
import { sourceKind } from "./sourceKind.ts";

/** What the thread that reads a workbook may take, MB: some 100,000 rows. */
const maxMb = 1_000;
/** A workbook is packed to a tenth or less. */
const maxFileBytes = 100_000_000;

const path = z
	.string()
	.min(1, "Expected the path of a file, found an empty string.")
	.describe("The workbook. Relative to the job file.");

const options = z.strictObject({
	path,
	sheet: z
		.union([z.string().min(1), z.int().min(1)])
		.optional()
		.describe("The sheet's name, or its number from 1. Default: the first."),
	header: z
		.union([z.boolean(), z.array(z.string()).min(1, "Expected at least one name.")])
		.optional()
		.describe(
			"Whether the first row names the columns (default); or their names, where no row does. If not, each item is a list of its cells.",
		),
});

export const xlsx = sourceKind({
	name: "xlsx",
	schema: z
		.union([path, options])
		.describe("Each row of a sheet in a workbook, as an object: `{{ item.title }}` is its column `title`."),
	describe: (settings) => `rows of ${nameOf(asObject(settings))}`,
	async open(settings, { baseFolder }) {
		const given = asObject(settings);
		const file = resolve(baseFolder, given.path);
		const at = typeof settings === "string" ? [] : ["path"];
		const stats = await statsOf(file, at);
		if (!stats.isFile()) throw new SettingsError(`${file} is no file.`, { path: at });
		if (stats.size > maxFileBytes) throw tooLarge(file, at);
		const task: RowTask = { kind: "xlsx", file, sheet: given.sheet, header: given.header ?? true };
		const name = nameOf(given);
		try {
			return await RowSource.open({
				read: (signal) => readInThread(task, signal, { maxMb, tooLarge: () => tooLarge(file, at) }),
				label: given.path,
				stamp: crc32(JSON.stringify([stats.size, stats.mtimeMs])),
				isWholeTable: true,
				file,
				reads: (identity) => fileIdentity(file) === identity,
				summarize: (total, columns) =>
					`${countOf(total, "row")} of ${name}${columnsText(columns?.filter((column) => column !== ""))}`,
			});
		} catch (error) {
			// Where the path is all there is to the settings.
			if (at.length > 0 || !(error instanceof SettingsError)) throw error;
			throw new SettingsError(error.message, { ...error, path: [] });
		}
	},
});

function asObject(settings: string | z.output<typeof options>): z.output<typeof options> {
	return typeof settings === "string" ? { path: settings } : settings;
}

/** `people.xlsx`, `people.xlsx, sheet "2026"` */
function nameOf({ path, sheet }: z.output<typeof options>): string {
	return sheet === undefined ? path : `${path}, sheet ${JSON.stringify(sheet)}`;
}

function tooLarge(file: string, path: readonly string[]): SettingsError {
	return new SettingsError(`${file} is too large to be read: a workbook is held in memory as a whole.`, {
		path,
		suggestion: 'Save the sheet as CSV, which may have any size, and use "csv".',
	});
}
