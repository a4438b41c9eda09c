import type { ReadAt } from "./linePlaces.ts";

/** Read at a time. */
const blockBytes = 262_144;
const newline = 0x0a;

/** The lines up to `end`, bytes, as they were written, without their newlines; those of a block at a time. */
export function* allLines(read: ReadAt, end: number): Iterable<readonly string[]> {
	const block = Buffer.allocUnsafeSlow(Math.min(blockBytes, Math.max(1, end)));
	/** The beginning of a line that goes on in the next block. */
	let begun: Buffer[] = [];
	for (let at = 0; at < end; ) {
		const length = read(block, Math.min(block.length, end - at), at);
		if (length === 0) return;
		const found = block.subarray(0, length);
		const wholeEnd = found.lastIndexOf(newline) + 1;
		if (wholeEnd > 0) {
			const text = Buffer.concat([...begun, found.subarray(0, wholeEnd - 1)]).toString();
			begun = [];
			yield text.split("\n");
		}
		begun.push(Buffer.from(found.subarray(wholeEnd)));
		at += length;
	}
}
