import { z } from "zod";
import { excerpt } from "./formats/excerpt.ts";
import { LineReader, type OnLine } from "./formats/lineReader.ts";
import { readNuls } from "./formats/nulReader.ts";
import { BlockSource, type NewBlockReader } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import {
	describeFiles,
	filePath,
	namedInput,
	readsStandardInput,
	type TextFiles,
	textFiles,
	textInputs,
} from "./reading/filePaths.ts";
import { sourceKind } from "./sourceKind.ts";

export const lines = sourceKind({
	name: "lines",
	schema: z
		.union([
			textFiles,
			z.strictObject({
				path: filePath.describe('A file. Relative to the job file; "-" is standard input.'),
				split: z.literal("nul").describe("`nul`: what stands before each NUL, as `find -print0` writes it."),
			}),
		])
		.describe("Each line of a text file, or of several. Empty lines are left out."),
	describe: (files) => (isSplit(files) ? `texts of ${describeFiles(files.path)}` : `lines of ${describeFiles(files)}`),
	readsOnce: (files) => readsStandardInput(isSplit(files) ? files.path : files),
	async open(files, context) {
		if (isSplit(files)) {
			return BlockSource.open({
				inputs: [await namedInput(files.path, { settingsPath: ["path"], encoding: undefined, hasNuls: true }, context)],
				newReader: readNuls,
				summarize: (total) => `${countOf(total, "text")} of ${describeFiles(files.path)}`,
			});
		}
		const inputs = await textInputs(files, context);
		return BlockSource.open({
			inputs,
			newReader: readLines,
			summarize: (total) => `${countOf(total, "line")} of ${describeFiles(files)}`,
		});
	},
});

interface SplitFile {
	readonly path: string;
	readonly split: "nul";
}

function isSplit(files: TextFiles | SplitFile): files is SplitFile {
	return typeof files === "object" && "split" in files;
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
