import pLimit from "p-limit";
import type { Clock } from "../base/clock.ts";
import type { Disposable } from "../base/disposable.ts";
import { Bisection } from "./bisection.ts";
import type { CategoryTable } from "./categoryTable.ts";
import type { Item } from "./item.ts";
import type { Attempt, BatchOperation, ItemEnding, Operation } from "./ports.ts";

/** A batch that is not full goes after this time, ms: the source has no more, or the rest waits for a retry. */
const longestWaitMs = 10;

export interface BatcherOptions {
	readonly operation: BatchOperation;
	readonly batchSize: number;
	/** Batches under way at once, at most. */
	readonly concurrency: number;
	/** What becomes of a batch that fails as a whole: the items at fault are found, or all of it fails. */
	readonly onBatchFailure: "bisect" | "fail";
	readonly categories: CategoryTable;
	readonly clock: Clock;
}

/** An item on its way through a batch. */
export interface Member {
	readonly item: Item;
	readonly attempt: Attempt;
	end(ending: ItemEnding): void;
}

/**
 * Lets a batch operation do what lanes ask for item by item: whoever runs it has as many lanes as there are items in
 * the batches under way, and each item keeps its own attempts, retries and outcome.
 */
export class Batcher implements Operation {
	readonly #options: BatcherOptions;
	readonly #limit: <T>(work: () => Promise<T>) => Promise<T>;
	#gathered: Member[] = [];
	#timer: Disposable | undefined;

	constructor(options: BatcherOptions) {
		this.#options = options;
		this.#limit = pLimit(options.concurrency);
	}

	run(item: Item, attempt: Attempt): Promise<unknown> {
		const { batchSize, clock } = this.#options;
		return new Promise((resolve, reject) => {
			const end = (ending: ItemEnding) => ("error" in ending ? reject(ending.error) : resolve(ending.result));
			if (this.#gathered.push({ item, attempt, end }) >= batchSize) this.#send();
			else this.#timer ??= clock.timer(longestWaitMs, () => this.#send());
		});
	}

	async dispose(): Promise<void> {
		this.#timer?.dispose();
	}

	#send(): void {
		this.#timer?.dispose();
		this.#timer = undefined;
		const members = this.#gathered;
		this.#gathered = [];
		// Ends its members whatever happens, and does not reject.
		void this.#limit(() => new Bisection(members, this.#options).run());
	}
}
