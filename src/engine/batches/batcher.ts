import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { RateLimiterHandle } from "../admission/rateLimiterHandle.ts";
import { CategoryTable } from "../errors/categoryTable.ts";
import { meaningOf } from "../errors/codeMeaning.ts";
import { failureOf } from "../errors/failureOf.ts";
import { isPushback } from "../errors/pushback.ts";
import type { Item } from "../model/item.ts";
import type { Policies } from "../model/policies.ts";
import type { Attempt, BatchOperation, ItemEnding, OpenBatch, Operation } from "../model/ports.ts";
import { type BatchCall, BatchConcurrency } from "./batchConcurrency.ts";
import type { BatchEntry } from "./batchEntry.ts";
import { Bisection } from "./bisection.ts";

/** A batch that is not full goes after this time, ms: the source has no more, or the rest waits for a retry. */
const maxWaitMs = 10;

export interface BatcherOptions {
	readonly operation: BatchOperation;
	readonly target?: Operation["target"];
	readonly policies: Policies;
	/** Of a rate limit. Whoever runs the batcher takes one for each batch; parts of one that are tried take their own. */
	readonly limiter?: RateLimiterHandle | undefined;
	readonly clock: Clock;
}

/**
 * Lets a batch operation do what lanes ask for item by item: whoever runs it has as many lanes as there are items in
 * the batches under way, and each item keeps its own attempts, retries and outcome.
 */
export class Batcher implements Operation {
	/** What whoever runs it goes by. */
	readonly concurrency: BatchConcurrency;
	readonly #options: BatcherOptions;
	readonly #categories: CategoryTable;
	readonly #entries: BatchEntry[] = [];
	#inFlight = 0;
	#flushCount = 0;
	#timer: Disposable | undefined;

	constructor(options: BatcherOptions) {
		this.#options = options;
		this.#categories = new CategoryTable(options.policies.errors);
		const { clock, policies } = options;
		this.concurrency = new BatchConcurrency(clock, policies);
	}

	get openBatch(): OpenBatch {
		return { size: this.concurrency.size, flushCount: this.#flushCount };
	}

	get target(): Operation["target"] {
		return this.#options.target;
	}

	run(item: Item, attempt: Attempt): Promise<unknown> {
		return new Promise((resolve, reject) => {
			const end = (ending: ItemEnding) => ("error" in ending ? reject(ending.error) : resolve(ending.result));
			this.#entries.push({ item, attempt, end });
			if (this.#entries.length >= this.concurrency.size) this.#send(false);
			else if (this.#hasRoom) this.#sendLater();
		});
	}

	async dispose(): Promise<void> {
		this.#timer?.dispose();
	}

	/**
	 * Sends full batches as long as there is room for them, and what is left over after a while. That while begins with
	 * the room: as long as there is none, a batch may as well fill up.
	 * @param isDue what is left over has waited
	 */
	#send(isDue: boolean): void {
		const gathered = this.#entries;
		while (this.#hasRoom && (gathered.length >= this.concurrency.size || (isDue && gathered.length > 0))) {
			void this.#sendOne(gathered.splice(0, this.concurrency.size));
			if (gathered.length === 0) this.#flushCount++;
		}
		this.#timer?.dispose();
		this.#timer = undefined;
		if (this.#hasRoom && gathered.length > 0) this.#sendLater();
	}

	#sendLater(): void {
		this.#timer ??= this.#options.clock.timer(maxWaitMs, () => this.#send(true));
	}

	get #hasRoom(): boolean {
		return this.#inFlight < this.concurrency.batches;
	}

	/** Ends its members whatever happens, and does not reject. */
	async #sendOne(members: readonly BatchEntry[]): Promise<void> {
		const { policies, limiter } = this.#options;
		const { onBatchFailure } = policies;
		const operation: BatchOperation = { runBatch: (...call) => this.#call(...call) };
		this.#inFlight++;
		await new Bisection(members, { operation, onBatchFailure, categories: this.#categories, limiter }).run();
		this.#inFlight--;
		this.#send(false);
	}

	async #call(...call: Parameters<BatchOperation["runBatch"]>): Promise<readonly ItemEnding[]> {
		const { operation, clock } = this.#options;
		const [{ length: items }] = call;
		const startedAt = clock.monotonic();
		const tell = (ending: BatchCall["ending"]) =>
			this.concurrency.called({ items, durationMs: clock.monotonic() - startedAt, ending });
		try {
			const endings = await operation.runBatch(...call);
			tell("through");
			return endings;
		} catch (error) {
			const failure = failureOf(error, this.#categories, (text) => text);
			if (meaningOf(failure.code).isTooLarge) tell("refused");
			else tell(isPushback(failure) ? "pushedBack" : "failed");
			throw error;
		}
	}
}
