import type { ReadAt } from "./linePlaces.ts";

/** Read of a line at first: most are shorter, and blocks of this length cost little. */
const firstBytes = 2_048;
/** Read of a longer line at a time. */
const nextBytes = 65_536;
const newline = 0x0a;

/** The line that begins at a place of the results, without its newline. @param end of the committed lines, bytes */
export function lineAt(read: ReadAt, place: number, end: number): string {
	const pieces: Buffer[] = [];
	for (let at = place; at < end; ) {
		const block = Buffer.allocUnsafe(Math.min(at === place ? firstBytes : nextBytes, end - at));
		const length = read(block, block.length, at);
		if (length === 0) break;
		const found = block.subarray(0, length);
		const lineEnd = found.indexOf(newline);
		pieces.push(lineEnd < 0 ? found : found.subarray(0, lineEnd));
		if (lineEnd >= 0) break;
		at += length;
	}
	return Buffer.concat(pieces).toString();
}
