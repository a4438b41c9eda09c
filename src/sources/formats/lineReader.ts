import { isUtf8 } from "node:buffer";
import { formatCount } from "../../base/format.ts";
import type { BlockReader, Standing } from "../reading/blockSource.ts";

/** What is wrong with a line. */
export interface LineFlaw {
	/** As a sentence that names the line. */
	readonly message: string;
	/** Whether the text that comes with it is the whole line, with U+FFFD for what is not UTF-8. */
	readonly isWhole: boolean;
}

/** @param text without `\n`, with the `\r` before it, if any */
export type OnLine = (text: string, line: number, flaw: LineFlaw | undefined) => void;

/** Longest line that is an item, bytes. A longer one is counted, not kept. */
export const maxLineBytes = 16 * 1024 * 1024;
const excerptBytes = 1000;
const newline = 0x0a;

/**
 * Cuts blocks of bytes into lines. All whole lines of a block are checked and decoded in one go, which is several times
 * faster than line by line; what is left of the block waits for the next one.
 */
export class LineReader implements BlockReader {
	readonly #onLine: OnLine;
	#line: number;
	#isAtStart: boolean;
	/** The beginning of a line whose end has not been read yet. */
	#carried: Buffer[] = [];
	/** Length of that line so far; its bytes are only kept up to the limit. */
	#carriedBytes = 0;

	/** @param isAtStart whether a byte order mark may come first */
	constructor(firstLine: number, onLine: OnLine, isAtStart = true) {
		this.#line = firstLine;
		this.#onLine = onLine;
		this.#isAtStart = isAtStart;
	}

	standing(): Standing {
		return { pendingBytes: this.#carriedBytes, line: this.#line };
	}

	/** @param block at most {@link maxLineBytes}; not kept */
	push(block: Buffer): void {
		const lastNewline = block.lastIndexOf(newline);
		if (lastNewline < 0) {
			this.#carry(block);
			return;
		}
		let start = 0;
		if (this.#carriedBytes > 0) {
			const end = block.indexOf(newline);
			this.#carry(block.subarray(0, end));
			this.#emitCarried();
			start = end + 1;
		}
		if (start <= lastNewline) this.#emitLines(block.subarray(start, lastNewline));
		if (lastNewline + 1 < block.length) this.#carry(block.subarray(lastNewline + 1));
	}

	/** The last line may lack its newline. */
	end(): void {
		if (this.#carriedBytes > 0) this.#emitCarried();
	}

	#carry(bytes: Buffer): void {
		const wasTooLong = this.#carriedBytes > maxLineBytes;
		this.#carriedBytes += bytes.length;
		if (wasTooLong) return;
		this.#carried.push(Buffer.from(bytes));
		if (this.#carriedBytes > maxLineBytes) this.#carried = [Buffer.concat(this.#carried, excerptBytes)];
	}

	#emitCarried(): void {
		const bytes = Buffer.concat(this.#carried);
		const sizeBytes = this.#carriedBytes;
		this.#carried = [];
		this.#carriedBytes = 0;
		if (sizeBytes <= maxLineBytes) {
			this.#emitLines(bytes);
			return;
		}
		const size = `${formatCount(sizeBytes)} bytes long; at most ${formatCount(maxLineBytes)} are read as one item`;
		this.#emit(bytes.toString(), { message: `Line ${this.#line} is ${size}.`, isWhole: false });
	}

	/** @param bytes lines with newlines between them, none after the last */
	#emitLines(bytes: Buffer): void {
		if (!isUtf8(bytes)) {
			this.#emitOneByOne(bytes);
			return;
		}
		const text = bytes.toString();
		let start = 0;
		for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
			this.#emit(text.slice(start, end), undefined);
			start = end + 1;
		}
		this.#emit(text.slice(start), undefined);
	}

	#emitOneByOne(bytes: Buffer): void {
		let start = 0;
		while (start <= bytes.length) {
			const found = bytes.indexOf(newline, start);
			const end = found < 0 ? bytes.length : found;
			const line = bytes.subarray(start, end);
			const flaw = isUtf8(line)
				? undefined
				: { message: `Line ${this.#line} is not valid UTF-8: save the file as UTF-8.`, isWhole: true };
			this.#emit(line.toString(), flaw);
			start = end + 1;
		}
	}

	#emit(text: string, flaw: LineFlaw | undefined): void {
		const isMarked = this.#isAtStart && text.charCodeAt(0) === 0xfeff;
		this.#isAtStart = false;
		this.#onLine(isMarked ? text.slice(1) : text, this.#line++, flaw);
	}
}
