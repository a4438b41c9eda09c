import type { Item } from "../engine/item.ts";
import type { Total } from "../engine/ports.ts";
import type { Input } from "./input.ts";
import { ItemCollector } from "./itemCollector.ts";
import type { OpenedSource } from "./sourceKind.ts";

/** Turns the blocks of one input into items. */
export interface BlockReader {
	/** @throws SettingsError when the input cannot be read on */
	push(block: Buffer): void;
	/** The input has ended. */
	end(): void;
}

export type NewBlockReader = (input: Input, items: ItemCollector) => BlockReader;

export interface BlockSourceOptions {
	readonly inputs: readonly Input[];
	readonly newReader: NewBlockReader;
	/** Words what was found; called once, after the readers have seen the beginnings. */
	summarize(total: Total | undefined): string;
}

/** So much is read to tell how many items there are: all of it where it is no more, else by what it has per byte. */
const surveyBytes = 1024 * 1024;

/** A source over files or texts, read block by block. */
export class BlockSource implements OpenedSource {
	readonly summary: string;
	readonly #inputs: readonly Input[];
	readonly #newReader: NewBlockReader;
	readonly #sizeBytes: number;
	/** The furthest that any reading has come. */
	#known: Known;
	#exact: number | undefined;

	private constructor({ inputs, newReader, summarize }: BlockSourceOptions, known: Known) {
		this.#inputs = inputs;
		this.#newReader = newReader;
		this.#sizeBytes = inputs.reduce((sum, input) => sum + input.sizeBytes, 0);
		this.#known = known;
		if (known.bytes >= this.#sizeBytes) this.#exact = known.items;
		this.summary = summarize(this.total());
	}

	/**
	 * Looks at the beginning of every input.
	 * @throws SettingsError when a reader cannot make sense of one
	 */
	static async open(options: BlockSourceOptions): Promise<BlockSource> {
		const items = new ItemCollector();
		let bytes = 0;
		for (const input of options.inputs) bytes += await survey(input, items, options);
		return new BlockSource(options, { items: items.count, bytes });
	}

	total(): Total | undefined {
		if (this.#exact !== undefined) return { count: this.#exact, exact: true };
		const { items, bytes } = this.#known;
		if (items === 0) return undefined;
		return { count: Math.max(items, Math.round((items / bytes) * this.#sizeBytes)), exact: false };
	}

	reads(file: string): boolean {
		return this.#inputs.some((input) => input.file === file);
	}

	async *chunks(signal: AbortSignal): AsyncIterable<readonly Item[]> {
		const items = new ItemCollector();
		let bytes = 0;
		for (const input of this.#inputs) {
			items.enter(input.file);
			const reader = this.#newReader(input, items);
			try {
				for await (const block of input.blocks(signal)) {
					reader.push(block);
					bytes += block.length;
					if (bytes > this.#known.bytes) this.#known = { items: items.count, bytes };
					if (items.waiting > 0) yield items.take();
				}
				if (signal.aborted) return;
				reader.end();
			} catch (error) {
				// What stands before the fault is good, and always the same.
				if (items.waiting > 0) yield items.take();
				throw error;
			}
			if (items.waiting > 0) yield items.take();
		}
		this.#exact = items.count;
	}
}

interface Known {
	readonly items: number;
	readonly bytes: number;
}

/**
 * Reads its share of what a survey reads, and on until there is an item: only then is it known that there is one.
 * @returns bytes read
 */
async function survey(input: Input, items: ItemCollector, { inputs, newReader }: BlockSourceOptions): Promise<number> {
	const countBefore = items.count;
	const reader = newReader(input, items);
	let bytes = 0;
	for await (const block of input.blocks(new AbortController().signal)) {
		reader.push(block);
		items.take();
		bytes += block.length;
		const isEnough = bytes >= surveyBytes / inputs.length && items.count > countBefore;
		if (isEnough && bytes < input.sizeBytes) return bytes;
	}
	reader.end();
	items.take();
	return bytes;
}
