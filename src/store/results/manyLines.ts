import { lineAt } from "./lineAt.ts";
import type { ReadAt } from "./linePlaces.ts";

/** Read at a time, at most. */
const blockBytes = 262_144;
/** Lines that lie no further apart are read together. */
const nearBytes = 32_768;
/** Read of the last line of a block: most are shorter. */
const lastBytes = 2_048;
const newline = 0x0a;

/** Reads many lines with few reads: items that are neighbours in the source mostly lie near each other. */
export class ManyLines {
	readonly #read: ReadAt;
	readonly #block = Buffer.allocUnsafeSlow(blockBytes);
	#from = 0;
	#length = 0;

	constructor(read: ReadAt) {
		this.#read = read;
	}

	/**
	 * The lines that begin at these places of the results, in their order.
	 * @param end of the committed lines, bytes
	 * @param maxLength in all, UTF-16 units
	 * @returns undefined where they are longer, unless there is just one
	 */
	at(places: readonly number[], end: number, maxLength: number): readonly string[] | undefined {
		this.#length = 0;
		const lines = new Array<string>(places.length).fill("");
		const order = places.map((_, at) => at).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
		const sorted = order.map((at) => places[at] ?? 0);
		let length = 0;
		for (const [nth, at] of order.entries()) {
			const line = this.#line(sorted, nth, end);
			length += line.length;
			if (length > maxLength && places.length > 1) return undefined;
			lines[at] = line;
		}
		return lines;
	}

	#line(sorted: readonly number[], nth: number, end: number): string {
		const place = sorted[nth] ?? 0;
		const known = this.#inBlock(place);
		if (known !== undefined) return known;
		const wanted = Math.min(this.#together(sorted, nth), end - place);
		this.#from = place;
		this.#length = this.#read(this.#block, wanted, place);
		return this.#inBlock(place) ?? lineAt(this.#read, place, end);
	}

	#inBlock(place: number): string | undefined {
		const begin = place - this.#from;
		if (begin < 0 || begin >= this.#length) return undefined;
		const lineEnd = this.#block.indexOf(newline, begin);
		return lineEnd < 0 || lineEnd >= this.#length ? undefined : this.#block.toString("utf8", begin, lineEnd);
	}

	/** Bytes that hold this line and those near it. */
	#together(sorted: readonly number[], nth: number): number {
		const place = sorted[nth] ?? 0;
		let last = place;
		for (let at = nth + 1; at < sorted.length; at++) {
			const next = sorted[at] ?? 0;
			if (next - last > nearBytes || next - place > blockBytes - lastBytes) break;
			last = next;
		}
		return last - place + lastBytes;
	}
}
