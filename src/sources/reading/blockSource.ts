import { crc32 } from "node:zlib";
import { fileIdentity } from "../../base/fileIdentity.ts";
import type { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import type { SourcePosition, Total } from "../../engine/model/ports.ts";
import type { OpenedSource, SourceChange } from "../sourceKind.ts";
import { type BlockPosition, Positions, type ReadMark } from "./blockPosition.ts";
import type { Input } from "./input.ts";
import { ItemCollector } from "./itemCollector.ts";
import { sourceChange } from "./sourceChange.ts";

/** Turns the blocks of one input into items. */
export interface BlockReader {
	/** @throws SettingsError if the rest of the input cannot be read */
	push(block: Buffer): void;
	/** The input has ended. */
	end(): void;
	/** Where another reader could continue; undefined: nowhere but at the input's beginning. */
	standing?(): Standing | undefined;
}

/** Between two items of an input. */
export interface Standing {
	/** Bytes at the end of what was pushed that belong to an item that is not complete yet. */
	readonly pendingBytes: number;
	/** Line on which those bytes start. */
	readonly line: number;
	/** JSON that the next reader needs. */
	readonly state?: unknown;
}

/** @param from where to continue; undefined: at the input's beginning */
export type NewBlockReader = (
	input: Input,
	items: ItemCollector,
	from?: Pick<Standing, "line" | "state">,
) => BlockReader;

export interface BlockSourceOptions {
	readonly inputs: readonly Input[];
	readonly newReader: NewBlockReader;
	/** Puts into words what was found; called once, after the readers have read the inputs' beginnings. */
	summarize(total: Total | undefined): string;
	/** What should be known of that besides; called right after. */
	notes?(isAll: boolean): readonly string[];
	/** For where there are no items. */
	readonly whyEmpty?: SettingsError | undefined;
}

/** Read to count the items: an exact count if that is all there is, else an estimate from the items per byte. */
const surveyBytes = 1024 * 1024;

/** A source over files or texts, read block by block. */
export class BlockSource implements OpenedSource {
	readonly summary: string;
	readonly notes: readonly string[];
	readonly whyEmpty: SettingsError | undefined;
	readonly #inputs: readonly Input[];
	readonly #newReader: NewBlockReader;
	readonly #sizeBytes: number;
	/** How far any reading has come at most. */
	#known: Known;
	#exact: number | undefined;
	readonly #start: BlockPosition;
	#positions = new Positions<BlockPosition>();
	#checked: ReadMark;

	private constructor({ inputs, newReader, summarize, notes, whyEmpty }: BlockSourceOptions, known: Known) {
		this.whyEmpty = whyEmpty;
		this.#inputs = inputs;
		this.#newReader = newReader;
		this.#sizeBytes = sizeOf(inputs);
		this.#known = known;
		if (known.isAll) this.#exact = known.items;
		this.#checked = { input: 0, offset: 0, crc: 0 };
		const stats = crc32(JSON.stringify(inputs.map(({ sizeBytes, modifiedMs }) => [sizeBytes, modifiedMs])));
		this.#start = { index: 0, ...this.#checked, line: inputs[0]?.firstLine ?? 1, checked: this.#checked, stats };
		this.summary = summarize(this.total());
		this.notes = notes?.(known.isAll) ?? [];
	}

	/**
	 * Looks at the beginning of every input.
	 * @throws SettingsError if a reader cannot make sense of one
	 */
	static async open(options: BlockSourceOptions): Promise<BlockSource> {
		const items = new ItemCollector();
		let known: Known = { items: 0, bytes: 0, isAll: true };
		for (const input of options.inputs) {
			const { bytes, isAll } = await survey(input, items, options);
			known = { items: items.count, bytes: known.bytes + bytes, isAll: known.isAll && isAll };
		}
		return new BlockSource(options, known);
	}

	total(): Total | undefined {
		if (this.#exact !== undefined) return { count: this.#exact, exact: true };
		const { items, bytes } = this.#known;
		if (items === 0) return undefined;
		return { count: Math.max(items, Math.round((items / bytes) * this.#sizeBytes)), exact: false };
	}

	reads(identity: string): boolean {
		return this.#inputs.some((input) => fileIdentity(input.file) === identity);
	}

	position(index: number): BlockPosition {
		return { ...(this.#positions.at(index) ?? this.#start), checked: this.#checked };
	}

	changeSince(position: SourcePosition): Promise<SourceChange | undefined> {
		return sourceChange(position as BlockPosition, this.#start.stats, this.#inputs);
	}

	async *chunks(signal: AbortSignal, from?: SourcePosition): AsyncIterable<readonly Item[]> {
		const begin = (from as BlockPosition | undefined) ?? this.#start;
		this.#positions = new Positions();
		this.#positions.pass({ ...begin, stats: this.#start.stats });
		this.#checked = begin.checked;
		const items = new ItemCollector(begin.index);
		let before = sizeOf(this.#inputs.slice(0, begin.input));
		let { crc } = begin;
		for (const [number, input] of [...this.#inputs.entries()].slice(begin.input)) {
			items.enter(input.file);
			const isResumed = number === begin.input && begin.offset > 0;
			const reader = this.#newReader(input, items, isResumed ? begin : undefined);
			let offset = isResumed ? begin.offset : 0;
			try {
				for await (const block of input.blocks(signal, offset)) {
					reader.push(block);
					crc = this.#pass({ input: number, offset, crc }, block, reader, items.count);
					offset += block.length;
					const bytes = before + offset;
					if (bytes > this.#known.bytes) this.#known = { items: items.count, bytes, isAll: false };
					if (items.waiting > 0) yield items.take();
				}
				if (signal.aborted) return;
				reader.end();
			} catch (error) {
				// The items before the error are good, and the same at every reading.
				if (items.waiting > 0) yield items.take();
				throw error;
			}
			before += offset;
			if (items.waiting > 0) yield items.take();
		}
		this.#exact = items.count;
	}

	/** A block was read, from `mark` on. @returns the CRC-32 after it */
	#pass({ input, offset, crc }: ReadMark, block: Buffer, reader: BlockReader, index: number): number {
		const standing = reader.standing?.();
		const wholeBytes = standing ? block.length - standing.pendingBytes : 0;
		let sum = crc;
		if (standing && wholeBytes > 0) {
			sum = crc32(block.subarray(0, wholeBytes), sum);
			const { line, state } = standing;
			this.#positions.pass({ ...this.#start, index, input, offset: offset + wholeBytes, crc: sum, line, state });
		}
		sum = crc32(block.subarray(Math.max(0, wholeBytes)), sum);
		const mark = { input, offset: offset + block.length, crc: sum };
		if (isFurther(mark, this.#checked)) this.#checked = mark;
		return sum;
	}
}

interface Known {
	readonly items: number;
	readonly bytes: number;
	/** Whether that is all there is. */
	readonly isAll: boolean;
}

function isFurther(mark: ReadMark, than: ReadMark): boolean {
	return mark.input > than.input || (mark.input === than.input && mark.offset > than.offset);
}

function sizeOf(inputs: readonly Input[]): number {
	return inputs.reduce((sum, input) => sum + input.sizeBytes, 0);
}

/** Reads the input's share of {@link surveyBytes}, and on until there is an item, to know that there is one. */
async function survey(
	input: Input,
	items: ItemCollector,
	{ inputs, newReader }: BlockSourceOptions,
): Promise<Pick<Known, "bytes" | "isAll">> {
	const countBefore = items.count;
	const reader = newReader(input, items);
	let bytes = 0;
	for await (const block of input.blocks(new AbortController().signal)) {
		reader.push(block);
		items.take();
		bytes += block.length;
		const isEnough = bytes >= surveyBytes / inputs.length && items.count > countBefore;
		const mayBeAll = input.isSizeExact && bytes >= input.sizeBytes;
		if (isEnough && !mayBeAll) return { bytes, isAll: false };
	}
	reader.end();
	items.take();
	return { bytes, isAll: true };
}
