import type { RateLimiterHandle } from "../admission/rateLimiterHandle.ts";
import type { CategoryTable } from "../errors/categoryTable.ts";
import { meaningOf } from "../errors/codeMeaning.ts";
import { errorOf, traitsOf } from "../errors/errorTraits.ts";
import { OperationError } from "../model/errorCategory.ts";
import type { BatchOperation } from "../model/ports.ts";
import type { BatchEntry } from "./batchEntry.ts";

/** After this many items that failed alone, and none that succeeded, it is not the items' fault. */
const hopelessFailures = 3;

export interface BisectionOptions {
	readonly operation: BatchOperation;
	readonly onBatchFailure: "bisect" | "fail";
	readonly categories: CategoryTable;
	/** The batch as a whole has its permit; each part that is tried alone needs one of its own. */
	readonly limiter: RateLimiterHandle | undefined;
}

/**
 * Runs one batch; if it fails as a whole, its halves, and theirs, until the items at fault are found: one bad row among
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
		try {
			const { operation, limiter } = this.#options;
			if (limiter && entries.length < this.#entries.length) await limiter.acquire();
			const items = entries.map(({ item }) => item);
			const attempts = entries.map(({ attempt }) => attempt);
			// All attempts started within a few ms and have the same timeout: the first one's signal stands for all.
			const endings = await operation.runBatch(items, attempts, first.attempt.signal);
			if (endings.length !== entries.length) {
				throw new TypeError(`The batch has ${entries.length} items, but ${endings.length} outcomes came back.`);
			}
			this.#succeeded = true;
			for (const [at, entry] of entries.entries()) entry.end(endings[at] ?? { result: undefined });
		} catch (error) {
			await this.#failed(entries, first, error);
		}
	}

	async #failed(entries: readonly BatchEntry[], { attempt }: BatchEntry, error: unknown): Promise<void> {
		const { onBatchFailure, categories } = this.#options;
		const category = categories.stated(traitsOf(errorOf(error)));
		// A server that is down or asks for patience says nothing about the items: the batch is retried as it is.
		// If it fails like that again, the items may be the reason after all.
		const isFirstTry = this.#entries.every((entry) => entry.attempt.number === 1);
		const mayBeTheItems = category !== "fatal" && !(category === "retry" && (isFirstTry || isUnread(error)));
		const mayRepeat = !(error instanceof OperationError && error.mayBeDone);
		if (entries.length > 1 && onBatchFailure === "bisect" && mayBeTheItems && mayRepeat && !attempt.signal.aborted) {
			const middle = Math.ceil(entries.length / 2);
			await this.#call(entries.slice(0, middle));
			await this.#call(entries.slice(middle));
			return;
		}
		const isAlone = entries.length === 1 && category === "retry" && !this.#succeeded;
		if (isAlone && ++this.#failedAlone >= hopelessFailures) this.#hopeless = { error };
		fail(entries, error);
	}
}

/** Nobody has looked at the items: the upstream asked for patience, or there was no connection. */
function isUnread(error: unknown): boolean {
	const asksForPatience = error instanceof OperationError && error.retryAfterMs !== undefined;
	return asksForPatience || traitsOf(errorOf(error)).codes.some((code) => meaningOf(code).isUnread);
}

function fail(entries: readonly BatchEntry[], error: unknown): void {
	for (const entry of entries) entry.end({ error });
}
