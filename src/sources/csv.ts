import { z } from "zod";
import { formatCountOf } from "../base/format.ts";
import { SettingsError } from "../base/settingsError.ts";
import { namesOf, wrongName } from "./formats/csv/csvColumns.ts";
import { CsvReader } from "./formats/csv/csvReader.ts";
import { SameColumns } from "./formats/csv/sameColumns.ts";
import { BlockSource } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { encoding } from "./reading/encoding.ts";
import { describeFiles, type FilePaths, filePaths, readsStandardInput, textInputs } from "./reading/filePaths.ts";
import { columnsText } from "./reading/shortList.ts";
import { sourceKind } from "./sourceKind.ts";

const character = z.string().regex(/^[^\r\n]$/, 'Expected one character, such as ";" or "\\t".');

const options = z.strictObject({
	path: filePaths,
	encoding: encoding.optional(),
	delimiter: character
		.optional()
		.describe("What separates the fields. Default: found in the first rows, among comma, semicolon, tab and |."),
	quote: z
		.union([character, z.literal(false)])
		.optional()
		.describe(
			'What stands around a field with special characters, or false for nothing. Default: ", with tabs: false.',
		),
	escape: character
		.optional()
		.describe("What stands before a quote that belongs to a quoted field. Default: the quote itself."),
	comment: z
		.string()
		.regex(/^[^\r\n]+$/, "Expected at least one character.")
		.optional()
		.describe("Lines that begin with this are left out. Default: none."),
	skipLines: z.int().min(0).optional().describe("Lines at the beginning of each file that are no part of the table."),
	header: z
		.union([z.boolean(), z.array(z.string()).min(1, "Expected at least one name.")])
		.optional()
		.describe(
			"Whether the first row names the columns (default); or their names, where no row does. If not, each item is a list of its fields.",
		),
});

export const csv = sourceKind({
	name: "csv",
	schema: z
		.union([filePaths, options])
		.describe("Each row of a CSV or TSV file, or of several, as an object: `{{ item.title }}` is its column `title`."),
	describe: (settings) => `rows of ${describeFiles(pathsOf(settings))}`,
	readsOnce: (settings) => readsStandardInput(pathsOf(settings)),
	async open(settings, context) {
		const given: Omit<z.output<typeof options>, "path"> = isShort(settings) ? {} : settings;
		checkOptions(given);
		const inputs = await textInputs(settings, context);
		const columns = new SameColumns();
		let blankRows = 0;
		const readerOptions = {
			...given,
			header: given.header ?? true,
			onColumns: columns.check,
			onBlank: () => {
				blankRows++;
			},
		};
		return BlockSource.open({
			inputs,
			newReader: (input, items, from) => new CsvReader(input, items, readerOptions, from),
			summarize: (total) =>
				`${countOf(total, "row")} of ${describeFiles(pathsOf(settings))}${columnsText(columns.names)}`,
			notes: (isAll) => (blankRows === 0 ? [] : [`${countOfBlank(blankRows, isAll)} left out.`]),
		});
	},
});

function countOfBlank(count: number, isAll: boolean): string {
	const rows = `${formatCountOf(count, "row")} without a value ${count === 1 ? "is" : "are"}`;
	return isAll ? rows : `In what was looked at, ${rows}`;
}

type Settings = FilePaths | z.output<typeof options>;

function isShort(settings: Settings): settings is FilePaths {
	return typeof settings === "string" || Array.isArray(settings);
}

function pathsOf(settings: Settings): FilePaths {
	return isShort(settings) ? settings : settings.path;
}

/** @throws SettingsError if one of them contradicts another */
function checkOptions({ delimiter, quote, escape: escapedBy, header }: Omit<z.output<typeof options>, "path">): void {
	if (delimiter !== undefined && delimiter === (quote ?? '"')) {
		throw new SettingsError(`The delimiter and the quote are the same character, ${delimiter}.`, {
			path: ["delimiter"],
			suggestion: "Give the quote another one, or set it to false.",
		});
	}
	if (delimiter !== undefined && delimiter === escapedBy) {
		throw new SettingsError(`The delimiter and the escape are the same character, ${delimiter}.`, { path: ["escape"] });
	}
	const wrong = typeof header === "object" ? wrongName(namesOf(header)) : undefined;
	if (wrong) {
		throw new SettingsError(`The header ${wrong}.`, {
			path: ["header"],
			suggestion: "Give every column a name of its own. Only those at the end may have none.",
		});
	}
}
