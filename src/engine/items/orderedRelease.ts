import type { OpenBatch } from "../model/ports.ts";

/**
 * Lets items out in the order of their source: none before all those ahead are settled, however long one of them waits
 * for its retry. With batches, a batch takes the place of an item: those that may still join it go out together.
 */
export class OrderedRelease {
	readonly #openBatch: () => OpenBatch | undefined;
	/** Items that may still join the batch. */
	#left = 0;
	#flushCount = 0;

	/** @param openBatch the one that the next items would join; undefined where items go one by one */
	constructor(openBatch: () => OpenBatch | undefined) {
		this.#openBatch = openBatch;
	}

	/** @param open items that were let out and are not settled */
	mayGive(open: number): boolean {
		if (open === 0) return true;
		return this.#left > 0 && this.#openBatch()?.flushCount === this.#flushCount;
	}

	/** One more was let out. @param open those before it that are not settled */
	gave(open: number): void {
		const batch = this.#openBatch();
		if (open === 0) {
			this.#left = batch?.size ?? 1;
			this.#flushCount = batch?.flushCount ?? 0;
		}
		this.#left--;
	}

	/** One of them has ended, or waits: no others join them. */
	close(): void {
		this.#left = 0;
	}
}
