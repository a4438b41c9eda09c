import { formatCount } from "../../base/format.ts";
import type { BlockReader, Standing } from "../reading/blockSource.ts";
import type { Input } from "../reading/input.ts";
import type { ItemCollector } from "../reading/itemCollector.ts";
import { excerpt } from "./excerpt.ts";
import type { LineMatch } from "./lineMatch.ts";
import { type LineEnd, type LineFlaw, LineReader, maxLineBytes, type OnLine } from "./lineReader.ts";

/** Where one record ends and the next begins; exactly one of these. */
export interface RecordBounds {
	/** Lines that records begin with. */
	readonly start?: LineMatch | undefined;
	/** Lines that stand between records. */
	readonly line?: LineMatch | undefined;
	/** Stands between records, wherever in a line. */
	readonly text?: string | undefined;
}

export interface RecordOptions extends RecordBounds {
	/** Called for each line that is not empty and stands before the first record. */
	readonly onLead?: ((line: number) => void) | undefined;
}

/** A line of a record, or a part of one. */
interface Part {
	readonly text: string;
	readonly line: number;
	readonly end: LineEnd;
}

/** A record whose end has not been read yet. */
interface OpenRecord {
	parts: Part[];
	/** All bytes of it so far, with line ends; NaN where nobody can tell. */
	bytes: number;
	readonly line: number;
	isTooLong: boolean;
	problem: string | undefined;
}

/**
 * An item per record of several lines. Line ends within it stay as they are; empty lines around it are left out, as is a
 * record that has nothing else.
 */
export class RecordReader implements BlockReader {
	readonly #items: ItemCollector;
	readonly #options: RecordOptions;
	readonly #lines: LineReader;
	#open: OpenRecord | undefined;

	/** @param from the {@link standing} of an earlier reader */
	constructor(input: Input, items: ItemCollector, options: RecordOptions, from?: Pick<Standing, "line">) {
		this.#items = items;
		this.#options = options;
		this.#lines = new LineReader(from?.line ?? input.firstLine, this.#onLine, {
			isAtStart: from === undefined,
			encoding: input.encoding,
		});
	}

	/** Undefined in a record with a part of a line that is no text: its bytes cannot be told from its text. */
	standing(): Standing | undefined {
		const { pendingBytes, line } = this.#lines.standing();
		const open = this.#open;
		if (!open) return { pendingBytes, line };
		return Number.isNaN(open.bytes) ? undefined : { pendingBytes: pendingBytes + open.bytes, line: open.line };
	}

	push(block: Buffer): void {
		this.#lines.push(block);
	}

	end(): void {
		this.#lines.end();
		this.#close();
	}

	readonly #onLine: OnLine = (text, line, flaw, end) => {
		const { start, line: isSeparator, text: separator, onLead } = this.#options;
		if (start) {
			if (start(text)) {
				this.#close();
				this.#open = newRecord(line);
			} else if (!this.#open) {
				if (text !== "") onLead?.(line);
				return;
			}
			this.#add({ text, line, end }, flaw);
		} else if (isSeparator?.(text)) {
			this.#close();
		} else if (separator === undefined || flaw?.isWhole === false) {
			this.#add({ text, line, end }, flaw);
		} else {
			this.#addSplit({ text, line, end }, separator, flaw);
		}
	};

	#addSplit({ text, line, end }: Part, separator: string, flaw: LineFlaw | undefined): void {
		const texts = text.split(separator);
		for (const [at, part] of texts.entries()) {
			if (at > 0) this.#close();
			const isLast = at === texts.length - 1;
			this.#add({ text: part, line, end: isLast ? end : "" }, texts.length === 1 ? flaw : flawOf(part, flaw));
		}
	}

	#add(part: Part, flaw: LineFlaw | undefined): void {
		if (!this.#open && part.text === "" && !flaw) return;
		this.#open ??= newRecord(part.line);
		const open = this.#open;
		open.problem ??= flaw?.message;
		open.bytes += (flaw?.sizeBytes ?? Buffer.byteLength(part.text)) + part.end.length;
		if (open.isTooLong) return;
		open.parts.push(part);
		if (open.bytes <= maxLineBytes) return;
		open.isTooLong = true;
		open.parts = [{ text: excerpt(textOf(open.parts)), line: open.line, end: "" }];
	}

	#close(): void {
		const open = this.#open;
		if (!open) return;
		this.#open = undefined;
		const isFull = ({ text }: Part) => text !== "";
		const first = open.parts.findIndex(isFull);
		if (first < 0 && open.problem === undefined) return;
		const parts = open.parts.slice(Math.max(first, 0), open.parts.findLastIndex(isFull) + 1);
		const line = parts[0]?.line ?? open.line;
		const problem = open.problem ?? (open.isTooLong ? tooLong(open) : undefined);
		const text = textOf(parts);
		this.#items.add(problem === undefined ? text : excerpt(text), line, problem);
	}
}

/** Of a part of a line: its bytes are known only where it is text. */
function flawOf(part: string, flaw: LineFlaw | undefined): LineFlaw | undefined {
	if (!flaw || !(part.includes("\uFFFD") || part.includes("\0"))) return undefined;
	return { ...flaw, sizeBytes: Number.NaN };
}

function newRecord(line: number): OpenRecord {
	return { parts: [], bytes: 0, line, isTooLong: false, problem: undefined };
}

/** Without the last line end. */
function textOf(parts: readonly Part[]): string {
	return parts.map(({ text, end }, at) => (at === parts.length - 1 ? text : text + end)).join("");
}

function tooLong({ line, bytes }: OpenRecord): string {
	const size = `${formatCount(bytes)} bytes long; at most ${formatCount(maxLineBytes)} are read as one item`;
	return `The record that begins in line ${line} is ${size}.`;
}
