import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { formatCount } from "../../base/format.ts";
import type { ResultsPart } from "../database/run/progressTable.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";

/** Read at a time. */
const blockBytes = 1_048_576;
const newline = 0x0a;
/** How every line of ours begins, and what is looked at of each. */
const lineStart = /^\{"index":\d+[,}]/;
const lineStartBytes = 32;

/**
 * Makes sure that the committed part of the results is what it was, and that only what a run may leave after it follows
 * there: that will be cut off. Reads all of the file.
 * @param saved without a checksum in a run of an older format
 * @returns the part with its checksum
 * @throws DamagedRunError
 */
export function assertResults(
	file: string,
	saved: { readonly bytes: number; readonly crc: number | undefined },
): ResultsPart {
	const handle = openIfThere(file);
	if (handle === undefined) {
		if (saved.bytes > 0) throw new DamagedRunError(file, "It is missing, but the run had saved results in it.");
		return { bytes: 0, crc: 0 };
	}
	try {
		const { size } = fstatSync(handle);
		if (size < saved.bytes) throw tooShort(file, size, saved.bytes);
		const crc = checksumOf(handle, saved.bytes);
		if (saved.crc !== undefined && crc !== saved.crc) {
			const found = `The ${formatCount(saved.bytes)} bytes that the run had saved in it have been changed since.`;
			throw new DamagedRunError(file, found);
		}
		if (!isOurs(handle, saved.bytes, size)) {
			const found = `After the ${formatCount(saved.bytes)} bytes that the run had saved, it holds what the run did not write.`;
			throw new DamagedRunError(file, found);
		}
		return { bytes: saved.bytes, crc };
	} finally {
		closeSync(handle);
	}
}

export function tooShort(file: string, size: number, saved: number): DamagedRunError {
	const found = `It is ${formatCount(size)} bytes long, but the run had saved ${formatCount(saved)} in it.`;
	return new DamagedRunError(file, found);
}

function openIfThere(file: string): number | undefined {
	try {
		return openSync(file, "r");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

function checksumOf(handle: number, bytes: number): number {
	let crc = 0;
	for (const block of blocks(handle, 0, bytes)) crc = crc32(block, crc);
	return crc;
}

/** Whole lines of results, and at the end the beginning of one, or the zeros that a power cut leaves for what it took. */
function isOurs(handle: number, from: number, to: number): boolean {
	let start = "";
	for (const block of blocks(handle, from, to)) {
		for (let at = 0; at < block.length; ) {
			const end = block.indexOf(newline, at);
			const lineEnd = end < 0 ? block.length : end;
			const missing = lineStartBytes - start.length;
			start += block.toString("latin1", at, Math.min(lineEnd, at + missing));
			at = lineEnd + 1;
			if (end < 0) continue;
			if (!lineStart.test(start)) return false;
			start = "";
		}
	}
	const begun = start.replace(/\0+$/, "");
	return lineStart.test(begun) || '{"index":'.startsWith(begun) || /^\{"index":\d+$/.test(begun);
}

/** The same memory for all blocks. */
function* blocks(handle: number, from: number, to: number): Generator<Buffer> {
	const block = Buffer.allocUnsafeSlow(Math.min(blockBytes, Math.max(1, to - from)));
	for (let at = from; at < to; ) {
		const read = readSync(handle, block, 0, Math.min(block.length, to - at), at);
		if (read === 0) throw new Error("The file became shorter while it was read.");
		yield block.subarray(0, read);
		at += read;
	}
}
