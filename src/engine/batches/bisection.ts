import type { RateLimiterHandle } from "../admission/rateLimiterHandle.ts";
import type { CategoryTable } from "../errors/categoryTable.ts";
import { meaningOf } from "../errors/codeMeaning.ts";
import { codeOf } from "../errors/failureOf.ts";
import { OperationError } from "../model/errorCategory.ts";
import type { BatchOperation } from "../model/ports.ts";
import type { BatchEntry } from "./batchEntry.ts";

/** So many items that fail alone, with none that succeeds, say that it is not the items' fault. */
const hopelessFailures = 3;

export interface BisectionOptions {
	readonly operation: BatchOperation;
	readonly onBatchFailure: "bisect" | "fail";
	readonly categories: CategoryTable;
	/** Of a rate limit. The batch as a whole has had its turn; each part that is tried needs one. */
	readonly limiter: RateLimiterHandle | undefined;
}

/**
 * One batch, and when it fails as a whole its halves, and theirs, until the items at fault are found: one bad row among
 * n costs 2·log2(n) calls and one. (Group testing by halving: D.-Z. Du, F. Hwang, "Combinatorial Group Testing", 2000.)
 */
export class Bisection {
	readonly #entries: readonly BatchEntry[];
	readonly #options: BisectionOptions;
	#succeeded = false;
	#failedAlone = 0;
	/** What the rest fails with, once it is clear that asking on is of no use. */
	#hopeless: { readonly error: unknown } | undefined;

	constructor(members: readonly BatchEntry[], options: BisectionOptions) {
		this.#entries = members;
		this.#options = options;
	}

	/** Ends every member. */
	run(): Promise<void> {
		return this.#call(this.#entries);
	}

	async #call(members: readonly BatchEntry[]): Promise<void> {
		const [first] = members;
		if (!first) return;
		if (this.#hopeless) {
			fail(members, this.#hopeless.error);
			return;
		}
		try {
			const { operation, limiter } = this.#options;
			if (limiter && members.length < this.#entries.length) await limiter.acquire();
			const items = members.map(({ item }) => item);
			const attempts = members.map(({ attempt }) => attempt);
			// All have begun within a few ms and have the same time: whose ends first speaks for all.
			const endings = await operation.runBatch(items, attempts, first.attempt.signal);
			if (endings.length !== members.length) {
				throw new TypeError(`The batch has ${members.length} items, but ${endings.length} outcomes came back.`);
			}
			this.#succeeded = true;
			for (const [at, member] of members.entries()) member.end(endings[at] ?? { result: undefined });
		} catch (error) {
			await this.#failed(members, first, error);
		}
	}

	async #failed(members: readonly BatchEntry[], { attempt }: BatchEntry, error: unknown): Promise<void> {
		const { onBatchFailure, categories } = this.#options;
		const category = categories.stated({ code: codeOf(error), name: nameOf(error), message: messageOf(error) });
		// A server that is down, or asks for patience, says nothing about the items: the batch is tried again as it is.
		// One that answers so again may mean them after all.
		const isFirstTry = this.#entries.every((member) => member.attempt.number === 1);
		const mayBeTheItems = category !== "fatal" && !(category === "retry" && (isFirstTry || isTurnedAway(error)));
		if (members.length > 1 && onBatchFailure === "bisect" && mayBeTheItems && !attempt.signal.aborted) {
			const middle = Math.ceil(members.length / 2);
			await this.#call(members.slice(0, middle));
			await this.#call(members.slice(middle));
			return;
		}
		const isAlone = members.length === 1 && category === "retry" && !this.#succeeded;
		if (isAlone && ++this.#failedAlone >= hopelessFailures) this.#hopeless = { error };
		fail(members, error);
	}
}

/** Nobody has looked at the items: the upstream asks for patience, or there was no connection. */
function isTurnedAway(error: unknown): boolean {
	const code = codeOf(error);
	const asksForPatience = error instanceof OperationError && error.retryAfterMs !== undefined;
	return asksForPatience || meaningOf(code).isUnread === true;
}

function fail(members: readonly BatchEntry[], error: unknown): void {
	for (const member of members) member.end({ error });
}

function nameOf(error: unknown): string {
	return error instanceof Error ? error.name : typeof error;
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
