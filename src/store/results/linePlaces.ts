import { readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { writeAt } from "../files/writeAt.ts";

/** Read at a time. */
const blockBytes = 1_048_576;
const newline = 0x0a;
const zero = 0x30;
const indexAt = '{"index":'.length;
/** The start of a line with all of its index. */
const startBytes = 32;
const placeBytes = 8;
/** No run has as many items; a file that is damaged may say so. */
const maxIndex = 1e12;

/** Reads at a position of the results. @returns bytes read */
export type ReadAt = (block: Buffer, length: number, position: number) => number;

/**
 * Where the line of each item begins in the results. Kept in a file, 8 bytes an item, so that memory stays flat. Lines
 * are noted in blocks, so that whoever must not be blocked for long can do other work in between.
 */
export class LinePlaces {
	readonly #handle: number;
	readonly #results: string;
	readonly #read: ReadAt;
	#block = Buffer.alloc(0);
	#isInLine = false;
	#at = 0;
	#crc = 0;
	#count = 0;

	/**
	 * @param handle of the file of places, which is empty, open for reading and writing
	 * @param results the path of the results, for messages
	 */
	constructor(handle: number, results: string, read: ReadAt) {
		this.#handle = handle;
		this.#results = results;
		this.#read = read;
	}

	/** Up to here the lines are noted, bytes. */
	get at(): number {
		return this.#at;
	}

	/** CRC-32 of the results up to {@link at}. */
	get crc(): number {
		return this.#crc;
	}

	/** More than the largest index noted. */
	get count(): number {
		return this.#count;
	}

	/** Notes the lines of the next block. @param end of the committed lines, bytes */
	noteNext(end: number): void {
		const wanted = Math.min(blockBytes, end - this.#at);
		if (this.#block.length < wanted) this.#block = Buffer.allocUnsafeSlow(wanted);
		const block = this.#block.subarray(0, wanted);
		if (this.#read(block, wanted, this.#at) < wanted) {
			throw new DamagedRunError(this.#results, "It became shorter while it was read.");
		}
		const noted = this.#note(block, this.#at + wanted === end);
		this.#crc = crc32(block.subarray(0, noted), this.#crc);
		this.#at += noted;
	}

	/** Where the line of an item begins, bytes; undefined where none is noted. */
	of(index: number): number | undefined {
		return this.range(index, 1)[0];
	}

	/** The same for consecutive items. */
	range(from: number, count: number): readonly (number | undefined)[] {
		const bytes = Buffer.alloc(count * placeBytes);
		readSync(this.#handle, bytes, 0, bytes.length, from * placeBytes);
		return Array.from({ length: count }, (_, at) => {
			const place = bytes.readDoubleLE(at * placeBytes);
			return place === 0 ? undefined : place - 1;
		});
	}

	/** @returns how far: what is left of a line's start at the block's end is read again with the next block */
	#note(block: Buffer, isLast: boolean): number {
		const places: Place[] = [];
		let at = 0;
		while (at < block.length) {
			if (!this.#isInLine) {
				if (block.length - at < startBytes && !isLast) break;
				const index = indexIn(block, at);
				if (index > maxIndex) throw new DamagedRunError(this.#results, "It holds a line with an impossible index.");
				places.push([index, this.#at + at + 1]);
				this.#isInLine = true;
			}
			const lineEnd = block.indexOf(newline, at);
			if (lineEnd < 0) at = block.length;
			else {
				at = lineEnd + 1;
				this.#isInLine = false;
			}
		}
		this.#put(places);
		return at;
	}

	/** Those of consecutive items in one write: items end nearly in their order. */
	#put(places: Place[]): void {
		places.sort(([a], [b]) => a - b);
		this.#count = Math.max(this.#count, (places.at(-1)?.[0] ?? -1) + 1);
		for (let from = 0; from < places.length; ) {
			const first = places[from]?.[0] ?? 0;
			let to = from + 1;
			while (to < places.length && places[to]?.[0] === first + to - from) to++;
			const numbers = Buffer.allocUnsafe((to - from) * placeBytes);
			for (let at = from; at < to; at++) numbers.writeDoubleLE(places[at]?.[1] ?? 0, (at - from) * placeBytes);
			writeAt(this.#handle, numbers, first * placeBytes);
			from = to;
		}
	}
}

/** Where the line of an item begins, plus 1: 0 stands for none. */
type Place = readonly [index: number, place: number];

function indexIn(block: Buffer, at: number): number {
	let index = 0;
	for (let digit = at + indexAt; digit < block.length; digit++) {
		const value = (block[digit] ?? 0) - zero;
		if (value < 0 || value > 9) break;
		index = 10 * index + value;
	}
	return index;
}
