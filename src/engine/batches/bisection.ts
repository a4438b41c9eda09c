import type { RateLimiterHandle } from "../admission/rateLimiterHandle.ts";
import type { CategoryTable } from "../errors/categoryTable.ts";
import { meaningOf } from "../errors/codeMeaning.ts";
import { errorOf, traitsOf } from "../errors/errorTraits.ts";
import { failureOf } from "../errors/failureOf.ts";
import { OperationError } from "../model/errorCategory.ts";
import type { BatchOperation } from "../model/ports.ts";
import type { BatchEntry } from "./batchEntry.ts";

/**
 * After this many items of a batch that failed alone, and none that succeeded, it is not the items' fault: as many as
 * halt a run whose first items all fail. Fewer would take good rows that follow a few bad ones for bad.
 */
const hopelessFailures = 20;

export interface BisectionOptions {
	readonly operation: BatchOperation;
	readonly onBatchFailure: "bisect" | "fail";
	readonly categories: CategoryTable;
	/** The batch as a whole has its permit; each part that is tried alone needs one of its own. */
	readonly limiter: RateLimiterHandle | undefined;
	/** Whether any batch has succeeded so far. */
	hasSucceeded(): boolean;
	/** Waits before a part is tried once more, for the retry of that number; not for longer than until the abort. */
	backOff(retry: number, signal: AbortSignal): Promise<void>;
}

/** Tries of a part that other work got in the way of. */
const maxPartTries = 5;

/**
 * Runs one batch. What may pass by itself is left to the retries of its items, which come back as the batch that they
 * were. Where these are used up, and where the answer is definite, it runs the batch's halves, and theirs, until the items at fault are found: one bad row among
 * n costs 2·log2(n) + 1 calls. (Group testing by halving: D.-Z. Du, F. Hwang, "Combinatorial Group Testing", 2000.)
 */
export class Bisection {
	readonly #entries: readonly BatchEntry[];
	readonly #options: BisectionOptions;
	#succeeded = false;
	#failedAlone = 0;
	/** What the rest fails with, once it is clear that further calls are of no use. */
	#hopeless: { readonly error: unknown } | undefined;

	constructor(entries: readonly BatchEntry[], options: BisectionOptions) {
		this.#entries = entries;
		this.#options = options;
	}

	/** Ends every entry. */
	run(): Promise<void> {
		return this.#call(this.#entries);
	}

	async #call(entries: readonly BatchEntry[]): Promise<void> {
		const [first] = entries;
		if (!first) return;
		if (this.#hopeless) {
			fail(entries, this.#hopeless.error);
			return;
		}
		const { signal } = first.attempt;
		const isPart = entries.length < this.#entries.length;
		for (let tries = 1; ; tries++) {
			try {
				await this.#runOnce(entries, signal);
				return;
			} catch (error) {
				// Smaller transactions get on better, and what got in the way says nothing about the items.
				if (isPart && tries < maxPartTries && isContention(error) && !signal.aborted) {
					await this.#options.backOff(tries, signal);
				} else {
					await this.#failed(entries, error, signal);
					return;
				}
			}
		}
	}

	/** @param signal the first one's: all attempts started within a few ms and have the same timeout */
	async #runOnce(entries: readonly BatchEntry[], signal: AbortSignal): Promise<void> {
		const { operation, limiter } = this.#options;
		if (limiter && entries.length < this.#entries.length) await limiter.acquire();
		const items = entries.map(({ item }) => item);
		const attempts = entries.map(({ attempt }) => attempt);
		const endings = await operation.runBatch(items, attempts, signal);
		if (endings.length !== entries.length) {
			throw new TypeError(`The batch has ${entries.length} items, but ${endings.length} outcomes came back.`);
		}
		this.#succeeded = true;
		for (const [at, entry] of entries.entries()) entry.end(endings[at] ?? { result: undefined });
	}

	async #failed(entries: readonly BatchEntry[], error: unknown, signal: AbortSignal): Promise<void> {
		const { onBatchFailure, categories, hasSucceeded } = this.#options;
		const { category } = failureOf(error, categories, (text) => text, hasSucceeded);
		const isWhole = entries.length === this.#entries.length;
		const hasAttemptsLeft = isWhole && !entries.some(({ attempt }) => attempt.isLast);
		const mayBeTheItems = category !== "fatal" && !(category === "retry" && (hasAttemptsLeft || isUnread(error)));
		const mayRepeat = !(error instanceof OperationError && error.mayBeDone);
		if (entries.length > 1 && onBatchFailure === "bisect" && mayBeTheItems && mayRepeat && !signal.aborted) {
			const middle = Math.ceil(entries.length / 2);
			await this.#call(entries.slice(0, middle));
			await this.#call(entries.slice(middle));
			return;
		}
		const isAlone = entries.length === 1 && category === "retry" && !this.#succeeded && !isContention(error);
		if (isAlone && ++this.#failedAlone >= hopelessFailures) this.#hopeless = { error };
		fail(entries, error);
	}
}

/** Nobody has looked at the items: the upstream asked for patience, or there was no connection. */
function isUnread(error: unknown): boolean {
	const asksForPatience = error instanceof OperationError && error.retryAfterMs !== undefined;
	return asksForPatience || traitsOf(errorOf(error)).codes.some((code) => meaningOf(code).isUnread);
}

/** Other work got in the way: a deadlock, a lock. */
function isContention(error: unknown): boolean {
	return traitsOf(errorOf(error)).codes.some((code) => meaningOf(code).isContention);
}

function fail(entries: readonly BatchEntry[], error: unknown): void {
	for (const entry of entries) entry.end({ error });
}
