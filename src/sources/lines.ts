import { z } from "zod";
import { formatCountOf } from "../base/format.ts";
import { SettingsError } from "../base/settingsError.ts";
import { excerpt } from "./formats/excerpt.ts";
import { lineMatch, lineMatchProblem, lineMatchText } from "./formats/lineMatch.ts";
import { LineReader, type OnLine } from "./formats/lineReader.ts";
import { readNuls } from "./formats/nulReader.ts";
import { RecordReader } from "./formats/recordReader.ts";
import { BlockSource, type BlockSourceOptions, type NewBlockReader } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { encoding } from "./reading/encoding.ts";
import {
	describeFiles,
	type FilePaths,
	filePath,
	filePaths,
	namedInput,
	readsStandardInput,
	type TextFiles,
	textFiles,
	textInputs,
} from "./reading/filePaths.ts";
import { sourceKind } from "./sourceKind.ts";

const pathAndEncoding = { path: filePaths, encoding: encoding.optional() };

const records = [
	z.strictObject({
		...pathAndEncoding,
		start: z
			.string()
			.min(1, "Expected what the first line of a record begins with, found an empty string.")
			.superRefine(checkLineMatch)
			.describe("A record begins at each line that begins with this text, or matches this `/pattern/`."),
	}),
	z.strictObject({
		...pathAndEncoding,
		separator: z
			.union([
				z.string().superRefine(checkLineMatch),
				z.strictObject({
					text: z
						.string()
						.min(1, "Expected what stands between records, found an empty string.")
						.regex(/^[^\r\n]*$/, "Expected a text of one line, found a line end in it.")
						.describe("It stands between records wherever in a line it is."),
				}),
			])
			.describe(
				"What stands between records: a line that is this text (`---`; an empty line where it is empty) or matches this `/pattern/`.",
			),
	}),
] as const;

export const lines = sourceKind({
	name: "lines",
	schema: z
		.union([
			textFiles,
			z.strictObject({
				path: filePath.describe('A file. Relative to the job file; "-" is standard input.'),
				split: z.literal("nul").describe("`nul`: what stands before each NUL, as `find -print0` writes it."),
			}),
			...records,
		])
		.describe("Each line of a text file, or of several; or each record of several lines. Empty lines are left out."),
	describe: (files) => `${nounOf(files)}s of ${describeFiles(pathsOf(files))}`,
	readsOnce: (files) => readsStandardInput(pathsOf(files)),
	async open(files, context) {
		const summarize: BlockSourceOptions["summarize"] = (total) =>
			`${countOf(total, nounOf(files))} of ${describeFiles(pathsOf(files))}`;
		if (isSplit(files)) {
			const place = { settingsPath: ["path"], encoding: undefined, hasNuls: true };
			return BlockSource.open({
				inputs: [await namedInput(files.path, place, context)],
				newReader: readNuls,
				summarize,
			});
		}
		if (!isRecords(files)) {
			return BlockSource.open({ inputs: await textInputs(files, context), newReader: readLines, summarize });
		}
		const inputs = await textInputs({ path: files.path, encoding: files.encoding }, context);
		return BlockSource.open({ inputs, summarize, ...readRecords(files) });
	},
});

interface SplitFile {
	readonly path: string;
	readonly split: "nul";
}

type Records = z.output<(typeof records)[number]>;
type Settings = TextFiles | SplitFile | Records;

function isSplit(files: Settings): files is SplitFile {
	return typeof files === "object" && "split" in files;
}

function isRecords(files: Settings): files is Records {
	return typeof files === "object" && ("start" in files || "separator" in files);
}

function pathsOf(files: Settings): FilePaths {
	return typeof files === "string" || Array.isArray(files) ? files : files.path;
}

function nounOf(files: Settings): string {
	if (isRecords(files)) return "record";
	return isSplit(files) ? "text" : "line";
}

function checkLineMatch(text: string, { addIssue }: z.RefinementCtx): void {
	const message = lineMatchProblem(text);
	if (message) addIssue({ code: "custom", message });
}

function readRecords(files: Records): Pick<BlockSourceOptions, "newReader" | "notes" | "whyEmpty"> {
	if ("separator" in files) {
		const { separator } = files;
		const bounds = typeof separator === "string" ? { line: lineMatch(separator, "is") } : separator;
		return { newReader: (input, items, from) => new RecordReader(input, items, bounds, from) };
	}
	const start = lineMatch(files.start, "begins");
	const what = lineMatchText(files.start, "begins");
	/** Lines before the first record, by the file; counted only as the source is opened. */
	const leads = new Map<string, number>();
	let isOpened = false;
	return {
		newReader(input, items, from) {
			const onLead = () => {
				if (!isOpened) leads.set(input.label, (leads.get(input.label) ?? 0) + 1);
			};
			return new RecordReader(input, items, { start, onLead }, from);
		},
		notes() {
			isOpened = true;
			return [...leads].map(([file, count]) => {
				const lines = `${formatCountOf(count, "line")} of ${file}, before the first that ${what},`;
				return `${lines} ${count === 1 ? "is" : "are"} left out.`;
			});
		},
		whyEmpty: new SettingsError(`No line of ${describeFiles(files.path)} ${what}.`, { path: ["start"] }),
	};
}

/** An item per line that is not empty. */
export const readLines: NewBlockReader = (input, items, from) => {
	const onLine: OnLine = (text, line, flaw) => {
		if (flaw) items.add(excerpt(text), line, flaw.message);
		else if (text !== "") items.add(text, line, undefined);
	};
	return new LineReader(from?.line ?? input.firstLine, onLine, {
		isAtStart: from === undefined,
		encoding: input.encoding,
	});
};
