import { isUtf8 } from "node:buffer";
import { formatCount } from "../../base/format.ts";
import type { BlockReader, Standing } from "../reading/blockSource.ts";

/** What is wrong with a line. */
export interface LineFlaw {
	/** As a sentence that names the line. */
	readonly message: string;
	/** Whether the text that comes with it is the whole line, with U+FFFD for what is not UTF-8. */
	readonly isWhole: boolean;
	/** Length of the line in bytes, without its end. */
	readonly sizeBytes: number;
}

/** Empty: the input ended without one. */
export type LineEnd = "\n" | "\r\n" | "\r" | "";

/** @param text without its line end */
export type OnLine = (text: string, line: number, flaw: LineFlaw | undefined, end: LineEnd) => void;

export interface LineReaderOptions {
	/** Whether a byte order mark may come first; default true. */
	readonly isAtStart?: boolean | undefined;
	/** What the input was in before it came to be UTF-8; default: UTF-8. */
	readonly encoding?: string | undefined;
	/** Called with the bytes of a line that is too long to be kept, from its beginning, as they come. */
	readonly onExcess?: ((bytes: Buffer, line: number) => void) | undefined;
}

/** Longest line that is an item, bytes. A longer one is counted, not kept. */
export const maxLineBytes = 16 * 1024 * 1024;
const excerptBytes = 1000;
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts blocks of bytes into lines, at LF, CRLF and CR, as editors do. All whole lines of a block are checked and decoded
 * in one go, which is several times faster than line by line; what is left of the block waits for the next one.
 */
export class LineReader implements BlockReader {
	readonly #onLine: OnLine;
	readonly #options: LineReaderOptions;
	#line: number;
	#isAtStart: boolean;
	/** The beginning of a line whose end has not been read yet. */
	#carried: Buffer[] = [];
	/** Length of that line so far; its bytes are only kept up to the limit. */
	#carriedBytes = 0;
	/** Whether a CR came last: it ends the line, alone or with the LF that may come next. */
	#hasReturn = false;

	constructor(firstLine: number, onLine: OnLine, options: LineReaderOptions = {}) {
		this.#line = firstLine;
		this.#onLine = onLine;
		this.#options = options;
		this.#isAtStart = options.isAtStart ?? true;
	}

	standing(): Standing {
		return { pendingBytes: this.#carriedBytes + (this.#hasReturn ? 1 : 0), line: this.#line };
	}

	/** @param block at most {@link maxLineBytes}; not kept */
	push(block: Buffer): void {
		if (block.length === 0) return;
		const start = this.#carriedBytes > 0 || this.#hasReturn ? this.#finishCarried(block) : 0;
		const end = endOfLastLine(block);
		if (end > start) this.#emitLines(block.subarray(start, end));
		this.#carry(block.subarray(Math.max(start, end)));
	}

	/** The last line may lack its end. */
	end(): void {
		if (this.#hasReturn) this.#emitCarried("\r");
		else if (this.#carriedBytes > 0) this.#emitCarried("");
	}

	/** @returns where the next line begins in the block; its length if this one does not end in it */
	#finishCarried(block: Buffer): number {
		if (this.#hasReturn) {
			const isPair = block[0] === newline;
			this.#emitCarried(isPair ? "\r\n" : "\r");
			return isPair ? 1 : 0;
		}
		const at = block.findIndex(isLineEnd);
		if (at < 0 || (block[at] === carriageReturn && at === block.length - 1)) {
			this.#carry(block);
			return block.length;
		}
		const isPair = block[at] === carriageReturn && block[at + 1] === newline;
		this.#carry(block.subarray(0, at));
		this.#emitCarried(isPair ? "\r\n" : block[at] === newline ? "\n" : "\r");
		return at + (isPair ? 2 : 1);
	}

	/** @param bytes without a line end, but for a CR that may come last */
	#carry(bytes: Buffer): void {
		if (bytes.length === 0) return;
		this.#hasReturn = bytes.at(-1) === carriageReturn;
		const content = this.#hasReturn ? bytes.subarray(0, -1) : bytes;
		if (content.length === 0) return;
		const wasTooLong = this.#carriedBytes > maxLineBytes;
		this.#carriedBytes += content.length;
		if (!wasTooLong) this.#carried.push(Buffer.from(content));
		if (this.#carriedBytes <= maxLineBytes) return;
		if (wasTooLong) {
			this.#options.onExcess?.(content, this.#line);
			return;
		}
		for (const piece of this.#carried) this.#options.onExcess?.(piece, this.#line);
		this.#carried = [Buffer.concat(this.#carried, excerptBytes)];
	}

	#emitCarried(end: LineEnd): void {
		const bytes = Buffer.concat(this.#carried);
		const sizeBytes = this.#carriedBytes;
		this.#carried = [];
		this.#carriedBytes = 0;
		this.#hasReturn = false;
		if (sizeBytes <= maxLineBytes) {
			this.#emitChecked(bytes, end);
			return;
		}
		const size = `${formatCount(sizeBytes)} bytes long; at most ${formatCount(maxLineBytes)} are read as one item`;
		this.#emit(bytes.toString(), { message: `Line ${this.#line} is ${size}.`, isWhole: false, sizeBytes }, end);
	}

	/** @param bytes lines, each with its end */
	#emitLines(bytes: Buffer): void {
		if (isUtf8(bytes) && !bytes.includes(0)) {
			const text = bytes.toString();
			eachLine(text, (from, to, end) => this.#emit(text.slice(from, to), undefined, end));
		} else {
			eachLine(bytes.toString("latin1"), (from, to, end) => this.#emitChecked(bytes.subarray(from, to), end));
		}
	}

	/** @param bytes a line */
	#emitChecked(bytes: Buffer, end: LineEnd): void {
		const problem = isUtf8(bytes) ? nulProblem(bytes) : this.#encodingProblem();
		const message = `Line ${this.#line} ${problem}`;
		const flaw = problem === undefined ? undefined : { message, isWhole: true, sizeBytes: bytes.length };
		this.#emit(bytes.toString(), flaw, end);
	}

	#encodingProblem(): string {
		const { encoding } = this.#options;
		if (encoding !== undefined) return `is not valid ${encoding}: is the "encoding" right?`;
		return 'is not valid UTF-8: save the file as UTF-8, or name its "encoding" ("windows-1252", for example).';
	}

	#emit(text: string, flaw: LineFlaw | undefined, end: LineEnd): void {
		const isMarked = this.#isAtStart && text.charCodeAt(0) === 0xfeff;
		this.#isAtStart = false;
		this.#onLine(isMarked ? text.slice(1) : text, this.#line++, flaw, end);
	}
}

function isLineEnd(byte: number): boolean {
	return byte === newline || byte === carriageReturn;
}

/** After the end of the last line that ends in the block; 0 if none does. A CR that comes last may be half an end. */
function endOfLastLine(block: Buffer): number {
	const afterNewline = block.lastIndexOf(newline) + 1;
	const rest = block.subarray(afterNewline, -1);
	return afterNewline === block.length ? afterNewline : afterNewline + rest.lastIndexOf(carriageReturn) + 1;
}

/** @param text lines, each with its end */
function eachLine(text: string, onSpan: (from: number, to: number, end: LineEnd) => void): void {
	let newlineAt = text.indexOf("\n");
	let returnAt = text.indexOf("\r");
	for (let start = 0; start < text.length; ) {
		if (returnAt < 0 || (newlineAt >= 0 && newlineAt < returnAt)) {
			onSpan(start, newlineAt, "\n");
			start = newlineAt + 1;
			newlineAt = text.indexOf("\n", start);
			continue;
		}
		const isPair = newlineAt === returnAt + 1;
		onSpan(start, returnAt, isPair ? "\r\n" : "\r");
		start = returnAt + (isPair ? 2 : 1);
		if (isPair) newlineAt = text.indexOf("\n", start);
		returnAt = text.indexOf("\r", start);
	}
}

function nulProblem(bytes: Buffer): string | undefined {
	const at = bytes.indexOf(0);
	if (at < 0) return undefined;
	const column = bytes.subarray(0, at).toString().length + 1;
	return `has a NUL character at column ${column}: it is no text. Save the file as UTF-8 text, or leave the line out.`;
}
