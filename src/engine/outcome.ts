import type { ErrorCategory } from "./errorCategory.ts";
import type { Item } from "./item.ts";

/** What became of an item that a run has brought to its end. */
export type Outcome = "succeeded" | "skipped" | "failed";

/**
 * An outcome with which an item is listed, to be retried or let be. `interrupted`: it had started when the process
 * died, so nobody knows; it is found at resume and never recorded by a live run.
 */
export type FailedOutcome = "failed" | "skipped" | "interrupted";

/** Why an attempt did not succeed, as a plain value that can be stored and shown. */
export interface Failure {
	readonly category: ErrorCategory;
	/** One line, worded for people; secrets redacted. */
	readonly message: string;
	/** The error's name: `TimeoutError`, `ValidationError`. */
	readonly name: string;
	/** `ETIMEDOUT`, `exit:3`, `404`; undefined where the error had none. */
	readonly code: string | undefined;
	/** What may help beyond the message: a response body, the end of stderr, a stack. At most 4 KiB. */
	readonly detail: string | undefined;
}

/** One unsuccessful try, for "Show Attempts". */
export interface AttemptRecord {
	readonly attempt: number;
	/** Wall clock, ms since the epoch. */
	readonly startedAt: number;
	readonly durationMs: number;
	readonly failure: Failure;
}

/** An item with the outcome that it ended with. */
export interface SettledItem {
	readonly item: Item;
	readonly outcome: Outcome;
	/** Attempts made, over all retries; 0 for an item that its source could not read. */
	readonly attempts: number;
	/** Of the last attempt. */
	readonly durationMs: number;
	/** What the operation returned; undefined unless it succeeded. */
	readonly result: unknown;
	/** Failed and skipped items: why, and the unsuccessful attempts (the last 20). */
	readonly failure: Failure | undefined;
	readonly history: readonly AttemptRecord[];
	/** The item had an outcome in this run before and was retried: its old one is replaced. */
	readonly retried: boolean;
}

/** What a line of results tells. */
export interface ResultFacts extends Pick<SettledItem, "item" | "attempts" | "durationMs" | "failure"> {
	readonly outcome: Outcome | FailedOutcome;
	readonly result?: unknown;
}

/** A line of results, without its newline: `{ index, key, outcome, attempts, durationMs, result }`. */
export function resultLine({ item, outcome, attempts, durationMs, result, failure }: ResultFacts): string {
	const facts = {
		index: item.index,
		key: item.key,
		outcome,
		attempts,
		durationMs: Math.round(durationMs * 1000) / 1000,
	};
	// In one piece: a text put together by `+` is a tree of its parts until somebody reads it, which is dearer to keep
	// than the line itself, and a thousand and more lines are kept for a commit.
	if (failure) return JSON.stringify({ ...facts, result: null, error: failure.message });
	try {
		return JSON.stringify({ ...facts, result: hasJson(result) ? result : null });
	} catch (error) {
		// An operation may return what JSON cannot hold (a cycle, a bigint); that must not lose its outcome.
		return JSON.stringify({ ...facts, result: { notJson: error instanceof Error ? error.message : String(error) } });
	}
}

/** Whether it would not be left out of an object. */
function hasJson(value: unknown): boolean {
	return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}
