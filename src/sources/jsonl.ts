import { parseJson } from "../base/parseJson.ts";
import { excerpt } from "./formats/excerpt.ts";
import { LineReader, type OnLine } from "./formats/lineReader.ts";
import { BlockSource, type NewBlockReader } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { describeFiles, readsStandardInput, textFiles, textInputs } from "./reading/filePaths.ts";
import { sourceKind } from "./sourceKind.ts";

export const jsonl = sourceKind({
	name: "jsonl",
	schema: textFiles.describe("Each line of a JSONL file, or of several: one JSON value per line."),
	describe: (files) => `JSON lines of ${describeFiles(files)}`,
	readsOnce: readsStandardInput,
	async open(files, context) {
		const inputs = await textInputs(files, context);
		return BlockSource.open({
			inputs,
			newReader: readJsonLines,
			summarize: (total) => `${countOf(total, "JSON line")} of ${describeFiles(files)}`,
		});
	},
});

/** An item per line that is not blank. */
export const readJsonLines: NewBlockReader = (input, items, from) => {
	const onLine: OnLine = (text, line, flaw) => {
		if (flaw) {
			items.add(excerpt(text), line, flaw.message);
			return;
		}
		let value: unknown;
		try {
			value = parseJson(text);
		} catch (error) {
			if (text.trim() === "") return;
			items.add(excerpt(text), line, `Line ${line} is not valid JSON: ${(error as Error).message}.`);
			return;
		}
		items.add(value, line, undefined);
	};
	return new LineReader(from?.line ?? input.firstLine, onLine, {
		isAtStart: from === undefined,
		encoding: input.encoding,
	});
};
