import { blockBytes, type Input } from "./input.ts";

/** @param firstLine line of the document that the text begins on */
export function textInput(text: string, file: string, firstLine: number): Input {
	const bytes = Buffer.from(text);
	return {
		label: "the selection",
		file,
		firstLine,
		sizeBytes: bytes.length,
		isSizeExact: true,
		modifiedMs: undefined,
		settingsPath: [],
		async *blocks(signal, from = 0) {
			for (let start = from; start < bytes.length && !signal.aborted; start += blockBytes) {
				yield bytes.subarray(start, start + blockBytes);
			}
		},
	};
}
