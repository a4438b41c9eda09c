import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";

const linesAtOnce = 10_000;

/** A JSONL file with a line for each of `count` items. */
export async function writeJsonl(file: string, count: number, lineOf: (index: number) => string): Promise<void> {
	const stream = createWriteStream(file);
	for (let from = 0; from < count; from += linesAtOnce) {
		const lines = Array.from({ length: Math.min(linesAtOnce, count - from) }, (_, at) => `${lineOf(from + at)}\n`);
		await write(stream, lines.join(""));
	}
	stream.end();
	await finished(stream);
}

async function write(stream: WriteStream, text: string): Promise<void> {
	if (!stream.write(text)) await once(stream, "drain");
}
