import { ownResult } from "../../engine/index.ts";
import type { PackedLines } from "./packedLines.ts";

const indexPart = Buffer.from('{"index":');
const keyPart = Buffer.from(',"key":');
const valuePart = Buffer.from(',"value":');
const attemptsPart = Buffer.from(',"outcome":"succeeded","attempts":');
const durationPart = Buffer.from(',"durationMs":');
const reusedPart = Buffer.from(',"reusedFrom":');
const resultPart = Buffer.from(',"result":');
const endPart = Buffer.from("}\n");
const nullText = Buffer.from("null");
const quote = 0x22;
const zero = 0x30;
const point = 0x2e;
const newline = 0x0a;
/** Longest line without its key, value and result: all parts, and six numbers of at most 24 digits. */
const maxBareBytes = 280;
/** Largest number that the arithmetic on 32 bits can take; a larger one is converted by way of a string. */
const maxInt = 2 ** 31 - 1;

/**
 * Writes result lines as bytes, the same ones as the engine's `resultLine`. A string for each, encoded afterwards,
 * takes three to five times as long, and with fast items this dominates the cost of writing.
 */
export class LineBytes {
	#bytes = Buffer.alloc(0);
	#at = 0;

	/** @returns all lines, each with its newline; valid until the next call */
	of({ indices, attempts, durationsMs, keys, values, results, reusedFrom }: PackedLines): Buffer {
		const keyJson = keys && new JsonLines(keys);
		const valueJson = values && new JsonLines(values);
		const resultJson = results && new JsonLines(results);
		const jsonBytes = [keyJson, valueJson, resultJson].reduce((sum, json) => sum + (json?.sizeBytes ?? 0), 0);
		const maxBytes = indices.length * maxBareBytes + jsonBytes;
		if (this.#bytes.length < maxBytes) this.#bytes = Buffer.allocUnsafeSlow(maxBytes);
		this.#at = 0;
		for (let line = 0; line < indices.length; line++) {
			const index = indices[line] ?? 0;
			this.#put(indexPart);
			const digitsAt = this.#at;
			this.#putInt(index);
			const digitsEnd = this.#at;
			this.#put(keyPart);
			if (keyJson) this.#at = keyJson.copyNext(this.#bytes, this.#at);
			else this.#putQuoted(digitsAt, digitsEnd);
			this.#put(valuePart);
			if (valueJson) this.#at = valueJson.copyNext(this.#bytes, this.#at);
			else this.#repeat(digitsAt, digitsEnd);
			this.#put(attemptsPart);
			this.#putInt(attempts[line] ?? 1);
			this.#put(durationPart);
			this.#putThousandths(Math.round((durationsMs[line] ?? 0) * 1_000));
			const first = reusedFrom?.[line] ?? ownResult;
			if (first !== ownResult) {
				this.#put(reusedPart);
				this.#putInt(first);
			}
			this.#put(resultPart);
			if (resultJson) this.#at = resultJson.copyNext(this.#bytes, this.#at);
			else this.#put(nullText);
			this.#put(endPart);
		}
		return this.#bytes.subarray(0, this.#at);
	}

	#put(part: Buffer): void {
		// A loop, as for so few bytes a call of `set` costs more.
		for (let from = 0; from < part.length; from++) this.#bytes[this.#at++] = part[from] ?? 0;
	}

	/** Repeats the bytes from `from` to `to`, in quotes. */
	#putQuoted(from: number, to: number): void {
		this.#bytes[this.#at++] = quote;
		this.#repeat(from, to);
		this.#bytes[this.#at++] = quote;
	}

	#repeat(from: number, to: number): void {
		for (let at = from; at < to; at++) this.#bytes[this.#at++] = this.#bytes[at] ?? 0;
	}

	#putInt(value: number): void {
		if (value > maxInt) {
			this.#at += this.#bytes.write(String(value), this.#at, "latin1");
			return;
		}
		let last = this.#at;
		for (let rest = value; rest >= 10; rest = (rest / 10) | 0) last++;
		this.#at = last + 1;
		for (let rest = value | 0; last >= this.#at - 10; last--) {
			const tens = (rest / 10) | 0;
			this.#bytes[last] = zero + rest - 10 * tens;
			if (tens === 0) return;
			rest = tens;
		}
	}

	/** As in JSON: no zeros at the end, and no point without digits after it. */
	#putThousandths(thousandths: number): void {
		if (thousandths > maxInt) {
			this.#at += this.#bytes.write(String(thousandths / 1_000), this.#at, "latin1");
			return;
		}
		const whole = (thousandths / 1_000) | 0;
		this.#putInt(whole);
		let rest = thousandths - 1_000 * whole;
		if (rest === 0) return;
		this.#bytes[this.#at++] = point;
		for (let unit = 100; rest > 0; unit /= 10) {
			const digit = (rest / unit) | 0;
			this.#bytes[this.#at++] = zero + digit;
			rest -= digit * unit;
		}
	}
}

/** Reads pieces of text line by line, as bytes. */
class JsonLines {
	readonly sizeBytes: number;
	readonly #pieces: Buffer[];
	#from = 0;

	constructor(pieces: readonly string[]) {
		this.#pieces = pieces.map((piece) => Buffer.from(piece));
		this.sizeBytes = this.#pieces.reduce((sum, { length }) => sum + length, 0);
	}

	/** @returns where the line, without its newline, ends in `target` */
	copyNext(target: Buffer, at: number): number {
		const piece = this.#pieces[0];
		if (!piece) throw new Error("There are fewer lines than items.");
		const end = piece.indexOf(newline, this.#from);
		piece.copy(target, at, this.#from, end);
		const targetEnd = at + end - this.#from;
		this.#from = end + 1;
		if (this.#from === piece.length) {
			this.#pieces.shift();
			this.#from = 0;
		}
		return targetEnd;
	}
}
