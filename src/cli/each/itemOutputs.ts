import type { DoneSet } from "../../engine/model/doneSet.ts";
import type { Item } from "../../engine/model/item.ts";
import type { Source } from "../../engine/model/ports.ts";
import type { OutcomeListener } from "../../job/launch/launched.ts";
import type { ProgramOutput, ProgramOutputs } from "../../operations/programOutputs.ts";
import { answerText } from "./answerText.ts";
import type { OutputWriter } from "./outputWriter.ts";
import { tagOf } from "./tagOf.ts";

/** Items are given to the run in pieces of this many, so that it can be held back between them. */
const pieceItems = 250;
/** Items that may be ahead of the first one that has no outcome yet: their outputs are kept in memory. */
const minAhead = 1_000;
/** Of what waits for a slow reader, bytes. */
const maxBacklogBytes = 16 * 1024 * 1024;

export interface ItemOutputsOptions {
	readonly keepsOrder: boolean;
	readonly tags: boolean;
	/** Items under way at once, at most. */
	readonly underWay: number;
	/** Answers to requests are what is written. */
	readonly isRequest: boolean;
}

/** What an item has to be written, and what for. */
interface Ended {
	readonly items: readonly Item[];
	readonly output: ProgramOutput;
}

const nothing = new Uint8Array(0);

/**
 * Writes what comes of items as soon as each has its outcome, the output of its last attempt; or in the order of items.
 * Holds the run back where outputs would pile up.
 */
export class ItemOutputs implements ProgramOutputs, OutcomeListener {
	readonly #writer: OutputWriter;
	readonly #options: ItemOutputsOptions;
	/** By the index of the first item: an item that has ended may be tried again. */
	readonly #latest = new Map<number, Ended>();
	/** By index: items that have their outcome, and wait for those before them. Undefined: nothing is to be written. */
	readonly #waiting = new Map<number, Ended | undefined>();
	#done: DoneSet | undefined;
	/** Every item below has its outcome. */
	#next = 0;
	#held: (() => void)[] = [];

	constructor(writer: OutputWriter, options: ItemOutputsOptions) {
		this.#writer = writer;
		this.#options = options;
		writer.onProgress = () => this.#release();
	}

	ended(items: readonly Item[], output: ProgramOutput): void {
		const [first] = items;
		if (first) this.#latest.set(first.index, { items, output });
	}

	settled(item: Item, result: unknown): void {
		const { index } = item;
		const ended = this.#latest.get(index) ?? this.#answered(item, result);
		this.#latest.delete(index);
		if (!this.#options.keepsOrder || index < this.#next) {
			this.#write(ended);
			return;
		}
		this.#waiting.set(index, ended);
		this.#advance();
	}

	paced(source: Source, done: DoneSet): Source {
		this.#done = done;
		this.#advance();
		const room = (index: number, signal: AbortSignal) => this.#room(index, signal);
		const release = () => this.#release();
		return {
			total: () => source.total(),
			position: (index) => source.position?.(index),
			sameKeys: () => source.sameKeys?.(),
			async *chunks(signal, from) {
				signal.addEventListener("abort", release, { once: true });
				for await (const chunk of source.chunks(signal, from)) {
					for (let at = 0; at < chunk.length; at += pieceItems) {
						const piece = chunk.slice(at, at + pieceItems);
						await room(piece[0]?.index ?? 0, signal);
						if (signal.aborted) return;
						yield piece;
					}
				}
			},
		};
	}

	/** Writes what is left where the run has ended before all items had their outcome. */
	async end(): Promise<void> {
		for (const index of [...this.#waiting.keys()].sort((a, b) => a - b)) this.#write(this.#waiting.get(index));
		this.#waiting.clear();
		await this.#writer.end();
	}

	#answered(item: Item, result: unknown): Ended | undefined {
		if (!this.#options.isRequest) return undefined;
		const text = answerText(result);
		return text === "" ? undefined : { items: [item], output: { stdout: Buffer.from(text), stderr: nothing } };
	}

	#advance(): void {
		const before = this.#next;
		for (;;) {
			// What was done before this process has been written by an earlier one.
			if (this.#waiting.has(this.#next)) {
				this.#write(this.#waiting.get(this.#next));
				this.#waiting.delete(this.#next);
			} else if (!this.#done?.has(this.#next)) break;
			this.#next++;
		}
		if (this.#next > before) this.#release();
	}

	#write(ended: Ended | undefined): void {
		if (ended) this.#writer.write(ended.output, this.#options.tags ? tagOf(ended.items) : undefined);
	}

	async #room(index: number, signal: AbortSignal): Promise<void> {
		while (!signal.aborted && this.#isFull(index)) {
			await new Promise<void>((resolve) => {
				this.#held.push(resolve);
			});
		}
	}

	#isFull(index: number): boolean {
		const { keepsOrder, underWay } = this.#options;
		const isAhead = keepsOrder && index >= this.#next + Math.max(minAhead, 16 * underWay);
		return isAhead || this.#writer.backlogBytes > maxBacklogBytes;
	}

	#release(): void {
		const held = this.#held;
		this.#held = [];
		for (const resume of held) resume();
	}
}
