import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import type { SucceededItem } from "../../engine/index.ts";
import { writing } from "../database/storeErrors.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { privateModes } from "../files/durableFile.ts";

/** Read at a time. */
const blockBytes = 1_048_576;
/** Read of a line at first: most are shorter, and blocks of this length cost little. */
const firstBytes = 2_048;
/** Read of a longer line at a time. */
const lineBytes = 65_536;
const newline = 0x0a;
const zero = 0x30;
const indexAt = '{"index":'.length;
/** The start of a line with all of its index. */
const startBytes = 32;
const placeBytes = 8;

/** A line of an item that succeeded, up to its result. A key's own quotes are escaped. */
const head =
	/^\{"index":(\d+),"key":("[^"\\]*(?:\\.[^"\\]*)*"),"outcome":"succeeded","attempts":(\d+),"durationMs":[^,]+,(?:"reusedFrom":\d+,)?"result":/;

/** Reads at a position of the results. @returns bytes read */
type Read = (block: Buffer, length: number, position: number) => number;

/**
 * Finds result lines by their item. Where each line begins stands in a file: 8 bytes an item, so that memory stays flat.
 * The file is made when the first line is looked for, out of the results, and is gone when the run is closed.
 */
export class ResultPlaces {
	readonly #file: string;
	readonly #results: string;
	readonly #read: Read;
	#handle: number | undefined;
	/** Where the lines begin that were not looked at yet, bytes. */
	#at = 0;

	/** @param results the file's path, for messages */
	constructor(file: string, results: string, read: Read) {
		this.#file = file;
		this.#results = results;
		this.#read = read;
	}

	/**
	 * The item as the results have it; undefined where they have no line of it.
	 * @param end of the committed lines, bytes
	 */
	find(index: number, end: number): SucceededItem | undefined {
		return writing(this.#file, () => {
			this.#handle ??= openSync(this.#file, "w+", privateModes.file);
			while (this.#at < end) this.#at = this.#note(this.#handle, this.#at, end);
			const place = Buffer.alloc(placeBytes);
			readSync(this.#handle, place, 0, placeBytes, index * placeBytes);
			const known = place.readDoubleLE();
			return known === 0 ? undefined : this.#itemOf(index, this.#lineAt(known - 1, end));
		});
	}

	close(): void {
		if (this.#handle === undefined) return;
		closeSync(this.#handle);
		this.#handle = undefined;
		rmSync(this.#file, { force: true });
	}

	/** Notes the lines of the next block. @returns where the first one begins that was not noted */
	#note(handle: number, from: number, end: number): number {
		const block = Buffer.allocUnsafe(Math.min(blockBytes, end - from));
		const length = this.#read(block, block.length, from);
		if (length === 0) throw new DamagedRunError(this.#results, "It became shorter while it was read.");
		const places: (readonly [index: number, place: number])[] = [];
		let at = 0;
		// What is left of a line at the block's end is read again with the next one.
		while (at < length && (length - at >= startBytes || from + length === end)) {
			places.push([indexIn(block, at), from + at + 1]);
			const lineEnd = block.subarray(0, length).indexOf(newline, at);
			if (lineEnd < 0) {
				put(handle, places);
				return this.#nextLine(from + length, end);
			}
			at = lineEnd + 1;
		}
		put(handle, places);
		return from + at;
	}

	#nextLine(from: number, end: number): number {
		const block = Buffer.allocUnsafe(blockBytes);
		for (let at = from; at < end; ) {
			const length = this.#read(block, Math.min(blockBytes, end - at), at);
			if (length === 0) break;
			const lineEnd = block.subarray(0, length).indexOf(newline);
			if (lineEnd >= 0) return at + lineEnd + 1;
			at += length;
		}
		return end;
	}

	#lineAt(place: number, end: number): string {
		const pieces: Buffer[] = [];
		for (let at = place; at < end; ) {
			const block = Buffer.allocUnsafe(Math.min(at === place ? firstBytes : lineBytes, end - at));
			const length = this.#read(block, block.length, at);
			if (length === 0) break;
			const read = block.subarray(0, length);
			const lineEnd = read.indexOf(newline);
			pieces.push(lineEnd < 0 ? read : read.subarray(0, lineEnd));
			if (lineEnd >= 0) break;
			at += length;
		}
		return Buffer.concat(pieces).toString();
	}

	#itemOf(index: number, line: string): SucceededItem {
		const [text = "", found, key = "", attempts] = head.exec(line) ?? [];
		if (Number(found) !== index || !line.endsWith("}")) {
			throw new DamagedRunError(this.#results, `The line of item ${index} cannot be read.`);
		}
		return { outcome: "succeeded", index, key, attempts: Number(attempts), result: line.slice(text.length, -1) };
	}
}

function indexIn(block: Buffer, at: number): number {
	let index = 0;
	for (let digit = at + indexAt; digit < block.length; digit++) {
		const value = (block[digit] ?? 0) - zero;
		if (value < 0 || value > 9) break;
		index = 10 * index + value;
	}
	return index;
}

/** Those of consecutive items in one write: items end nearly in their order. */
function put(handle: number, places: (readonly [index: number, place: number])[]): void {
	places.sort(([a], [b]) => a - b);
	for (let from = 0; from < places.length; ) {
		const first = places[from]?.[0] ?? 0;
		let to = from + 1;
		while (to < places.length && places[to]?.[0] === first + to - from) to++;
		const numbers = Buffer.allocUnsafe((to - from) * placeBytes);
		for (let at = from; at < to; at++) numbers.writeDoubleLE(places[at]?.[1] ?? 0, (at - from) * placeBytes);
		for (let done = 0; done < numbers.length; ) {
			done += writeSync(handle, numbers, done, numbers.length - done, first * placeBytes + done);
		}
		from = to;
	}
}
