import { excerpt } from "./formats/excerpt.ts";
import { LineReader, type OnLine } from "./formats/lineReader.ts";
import { BlockSource, type NewBlockReader } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { describeFiles, readsStandardInput, textFiles, textInputs } from "./reading/filePaths.ts";
import { sourceKind } from "./sourceKind.ts";

export const lines = sourceKind({
	name: "lines",
	schema: textFiles.describe("Each line of a text file, or of several. Empty lines are left out."),
	describe: (files) => `lines of ${describeFiles(files)}`,
	readsOnce: readsStandardInput,
	async open(files, context) {
		const inputs = await textInputs(files, context);
		return BlockSource.open({
			inputs,
			newReader: readLines,
			summarize: (total) => `${countOf(total, "line")} of ${describeFiles(files)}`,
		});
	},
});

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
