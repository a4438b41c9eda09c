import type { PackedLines } from "./packedLines.ts";

const [indexPart, keyPart, attemptsPart, durationPart, resultPart, endPart] = [
	'{"index":',
	',"key":',
	',"outcome":"succeeded","attempts":',
	',"durationMs":',
	',"result":',
	"}\n",
].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
const nullText = Buffer.from("null");
const [quote, zero, point, newline] = [0x22, 0x30, 0x2e, 0x0a];
/** Longest line without its key and result: all parts, and four numbers of at most 24 digits. */
const bareBytes = 200;
/** A number that has more digits is written by way of a string. */
const largestInt = 2 ** 31 - 1;

/**
 * Writes lines of results as bytes, as the engine's `resultLine` would word them. A string for each, to be encoded
 * afterwards, takes three to five times as long, and this is what a run of fast items spends most of its writing on.
 */
export class LineBytes {
	#bytes = Buffer.alloc(0);
	#at = 0;

	/** @returns all lines, each with its newline; valid until the next call */
	of({ indices, attempts, durationsMs, keys, results }: PackedLines): Buffer {
		const keyJson = keys && new JsonLines(keys);
		const resultJson = results && new JsonLines(results);
		const maxBytes = indices.length * bareBytes + (keyJson?.sizeBytes ?? 0) + (resultJson?.sizeBytes ?? 0);
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
			this.#put(attemptsPart);
			this.#putInt(attempts[line] ?? 1);
			this.#put(durationPart);
			this.#putThousandths(Math.round((durationsMs[line] ?? 0) * 1_000));
			this.#put(resultPart);
			if (resultJson) this.#at = resultJson.copyNext(this.#bytes, this.#at);
			else this.#put(nullText);
			this.#put(endPart);
		}
		return this.#bytes.subarray(0, this.#at);
	}

	#put(part: Buffer): void {
		// A loop, as a call of `set` costs more than these few bytes.
		for (let from = 0; from < part.length; from++) this.#bytes[this.#at++] = part[from] ?? 0;
	}

	/** What is written from `from` to `to` already, in quotes. */
	#putQuoted(from: number, to: number): void {
		this.#bytes[this.#at++] = quote;
		for (let at = from; at < to; at++) this.#bytes[this.#at++] = this.#bytes[at] ?? 0;
		this.#bytes[this.#at++] = quote;
	}

	#putInt(value: number): void {
		if (value > largestInt) {
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

	/** As JSON has it: no zeros at the end, and no point without digits after it. */
	#putThousandths(thousandths: number): void {
		if (thousandths > largestInt) {
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
