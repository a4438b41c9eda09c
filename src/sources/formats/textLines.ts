import type { Line } from "./csv/lostRow.ts";
import { LineReader } from "./lineReader.ts";

/** The first lines of a text. */
export function textLines(text: string, limit = Number.POSITIVE_INFINITY): readonly Line[] {
	const lines: Line[] = [];
	const reader = new LineReader(1, (content, line, flaw, end) => {
		if (lines.length < limit) lines.push({ text: content, line, flaw, end });
	});
	reader.push(Buffer.from(text));
	reader.end();
	return lines;
}
