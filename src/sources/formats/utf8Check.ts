import { isUtf8 } from "node:buffer";

/** Looks whether bytes that come in blocks are UTF-8, also where a character is cut. */
export class Utf8Check {
	/** The beginning of a character. */
	#cut = Buffer.alloc(0);

	/** @returns where in the block the line begins that is none; undefined if there is no such line */
	push(block: Buffer): number | undefined {
		const bytes = this.#cut.length === 0 ? block : Buffer.concat([this.#cut, block]);
		const end = bytes.length - cutBytes(bytes);
		if (!isUtf8(bytes.subarray(0, end))) return Math.max(0, invalidLine(bytes.subarray(0, end)) - this.#cut.length);
		this.#cut = Buffer.from(bytes.subarray(end));
		return undefined;
	}
}

/** Bytes of a character at the end that is not whole. */
function cutBytes(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte < 0x80) return 0;
		if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
	}
	return 0;
}

/** Where the first line begins that is no UTF-8. */
function invalidLine(bytes: Buffer): number {
	let start = 0;
	for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
		if (!isUtf8(bytes.subarray(start, end))) return start;
		start = end + 1;
	}
	return start;
}
