import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { RateLimiterHandle } from "../admission/rateLimiterHandle.ts";
import { backoffMs } from "../attempts/backoff.ts";
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

/** A batch that is not full is sent after this time, ms: the source has no more, or the rest waits for a retry. */
const maxWaitMs = 10;

export interface BatcherOptions {
	readonly operation: BatchOperation;
	readonly target?: Operation["target"];
	readonly leftOut?: Operation["leftOut"];
	readonly policies: Policies;
	/** The caller takes a permit for each batch; parts of a failed batch that are tried alone take their own here. */
	readonly limiter?: RateLimiterHandle | undefined;
	readonly clock: Clock;
	/** Whether more items are to come, for an operation that waits for full batches. */
	readonly hasMore?: (() => boolean) | undefined;
}

/**
 * Makes an operation on single items out of one on batches: a run has as many lanes as there are items in the batches
 * under way, and each item keeps its own attempts, retries and outcome.
 */
export class Batcher implements Operation {
	/** For the run that uses this operation: its lanes have to fill the batches. */
	readonly concurrency: BatchConcurrency;
	readonly #options: BatcherOptions;
	readonly #categories: CategoryTable;
	readonly #entries: BatchEntry[] = [];
	#inFlight = 0;
	#flushCount = 0;
	#timer: Disposable | undefined;
	#hasSucceeded = false;

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

	get leftOut(): Operation["leftOut"] {
		return this.#options.leftOut;
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
	 * Sends full batches while there is room for them, and a partial one after {@link maxWaitMs}. That wait starts when
	 * there is room: until then a batch may as well fill up.
	 * @param isDue the partial batch has waited long enough
	 */
	#send(isDue: boolean): void {
		const entries = this.#entries;
		if (isDue && this.#options.operation.waitsForFull && this.#options.hasMore?.()) isDue = false;
		while (this.#hasRoom && (entries.length >= this.concurrency.size || (isDue && entries.length > 0))) {
			void this.#sendOne(entries.splice(0, this.concurrency.size));
			if (entries.length === 0) this.#flushCount++;
		}
		this.#timer?.dispose();
		this.#timer = undefined;
		if (this.#hasRoom && entries.length > 0) this.#sendLater();
	}

	#sendLater(): void {
		this.#timer ??= this.#options.clock.timer(maxWaitMs, () => this.#send(true));
	}

	get #hasRoom(): boolean {
		return this.#inFlight < this.concurrency.batches;
	}

	/** Ends every entry whatever happens, and never rejects. */
	async #sendOne(entries: readonly BatchEntry[]): Promise<void> {
		const { policies, limiter } = this.#options;
		const { onBatchFailure } = policies;
		const operation: BatchOperation = { runBatch: (...call) => this.#call(...call) };
		this.#inFlight++;
		await new Bisection(entries, {
			operation,
			onBatchFailure,
			categories: this.#categories,
			limiter,
			hasSucceeded: () => this.#hasSucceeded,
			backOff: (...wait) => this.#backOff(...wait),
		}).run();
		this.#inFlight--;
		this.#send(false);
	}

	#backOff(retry: number, signal: AbortSignal): Promise<void> {
		const { clock, policies } = this.#options;
		return new Promise((resolve) => {
			const timer = clock.timer(backoffMs(policies.retry, retry, Math.random()), () => {
				signal.removeEventListener("abort", end);
				resolve();
			});
			const end = () => {
				timer.dispose();
				resolve();
			};
			signal.addEventListener("abort", end, { once: true });
		});
	}

	async #call(...call: Parameters<BatchOperation["runBatch"]>): Promise<readonly ItemEnding[]> {
		const { operation, clock } = this.#options;
		const [{ length: items }] = call;
		const startedAt = clock.monotonic();
		const report = (ending: BatchCall["ending"]) =>
			this.concurrency.called({ items, durationMs: clock.monotonic() - startedAt, ending });
		try {
			const endings = await operation.runBatch(...call);
			report("through");
			this.#hasSucceeded = true;
			return endings;
		} catch (error) {
			const failure = failureOf(error, this.#categories, (text) => text);
			if (meaningOf(failure.code).isTooLarge) report("refused");
			else report(isPushback(failure) ? "pushedBack" : "failed");
			throw error;
		}
	}
}
