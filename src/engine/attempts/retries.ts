import pRetry from "p-retry";
import type { Clock } from "../../base/clock.ts";
import type { ItemFeed } from "../items/itemFeed.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { Failure } from "../model/outcome.ts";
import type { RetryPolicy } from "../model/policies.ts";
import { backoffMs } from "./backoff.ts";

export interface RetriesOptions {
	readonly policy: RetryPolicy;
	readonly clock: Clock;
	readonly feed: ItemFeed;
	/** Aborts when the run is to give out no more items. */
	readonly signal: AbortSignal;
	/** The run was stopped while the item waited for its next attempt. */
	onStopped(work: WorkItem): void;
}

/** Items on their way from a failed first attempt to an outcome. */
export class Retries {
	readonly #options: RetriesOptions;
	readonly #series = new Set<Promise<void>>();
	/** When the last of the waiting items may be tried again; monotonic, ms. */
	#lastDueAt = Number.NEGATIVE_INFINITY;

	/** When each item that waits may be tried again; monotonic, ms. */
	readonly #waiting = new Map<WorkItem, number>();

	/** When the items of a batch that failed as a whole may be tried again, by what it failed with. Monotonic, ms. */
	readonly #dueAt = new WeakMap<object, number>();

	/** One per waiting item, and not a listener on the signal each: adding one takes longer the more there are. */
	readonly #cutShort = new Set<() => void>();

	constructor(options: RetriesOptions) {
		this.#options = options;
		const onStopped = () => {
			for (const cut of this.#cutShort) cut();
		};
		options.signal.addEventListener("abort", onStopped, { once: true });
	}

	/** Whether the item may have one more attempt after this failure. */
	mayRetry(work: WorkItem, { category }: Failure): boolean {
		return category === "retry" && work.countedAttempts < this.#options.policy.attempts;
	}

	/** For an item that may be tried again. */
	add(work: WorkItem, failure: Failure): void {
		if (work.onEnded) {
			work.onEnded(failure);
			return;
		}
		const series = this.#run(work).finally(() => this.#series.delete(series));
		this.#series.add(series);
	}

	/** Time until every item that waits may be tried again, ms. */
	get waitMs(): number {
		return Math.max(0, this.#lastDueAt - this.#options.clock.monotonic());
	}

	/** The item that may be tried again first, and when that is; monotonic, ms. */
	get next(): { readonly work: WorkItem; readonly dueAt: number } | undefined {
		let next: { readonly work: WorkItem; readonly dueAt: number } | undefined;
		for (const [work, dueAt] of this.#waiting) if (!next || dueAt < next.dueAt) next = { work, dueAt };
		return next;
	}

	/** Resolves when no item is on its way any more. */
	async ended(): Promise<void> {
		await Promise.all(this.#series);
	}

	/** p-retry counts the tries; the item holds no lane while it waits, and whichever lane is free makes the attempt. */
	async #run(work: WorkItem): Promise<void> {
		const { policy, clock, feed, signal, onStopped } = this.#options;
		const again = async (retry: number) => {
			feed.wait();
			const now = clock.monotonic();
			const dueAt = this.#dueAtOf(work) ?? now + backoffMs(policy, retry, Math.random());
			if (work.failedWith) this.#dueAt.set(work.failedWith, dueAt);
			this.#lastDueAt = Math.max(this.#lastDueAt, dueAt);
			this.#waiting.set(work, dueAt);
			await this.#wait(Math.max(0, dueAt - now)).finally(() => this.#waiting.delete(work));
			const failure = await new Promise<Failure | undefined>((resolve) => {
				work.onEnded = resolve;
				feed.giveAgain(work);
			});
			if (failure) throw new Error(failure.message);
		};
		try {
			await pRetry(again, { retries: policy.attempts - 2, minTimeout: 0, signal });
		} catch (error) {
			// The item is settled where its attempt ends; only a stopped run gets here.
			if (!signal.aborted) throw error;
			onStopped(work);
		}
	}

	/** Known where another item of its batch waits: they go together again, as the batch was. */
	#dueAtOf({ failedWith }: WorkItem): number | undefined {
		return failedWith && this.#dueAt.get(failedWith);
	}

	/** Rejects as soon as the run is stopped. */
	#wait(delayMs: number): Promise<void> {
		const { clock, signal } = this.#options;
		signal.throwIfAborted();
		return new Promise((resolve, reject) => {
			const cut = () => {
				timer.dispose();
				reject(signal.reason);
			};
			const timer = clock.timer(delayMs, () => {
				this.#cutShort.delete(cut);
				resolve();
			});
			this.#cutShort.add(cut);
		});
	}
}
