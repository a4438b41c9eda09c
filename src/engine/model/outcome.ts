import { ExactNumber } from "../../base/exactNumber.ts";
import { JsonText } from "../../base/jsonText.ts";
import type { ErrorCategory } from "./errorCategory.ts";
import type { Item } from "./item.ts";

/**
 * What became of an item that a run has brought to its end. Rejected: skipped because of an error, where `skipped` is
 * on purpose.
 */
export const outcomes = ["succeeded", "skipped", "rejected", "failed"] as const;

export type Outcome = (typeof outcomes)[number];

/**
 * An outcome that lists an item as not done, to be retried or left as it is. `interrupted`: it had started when the
 * process died, so nobody knows; this is found at resume, and never recorded by a live run.
 */
export const failedOutcomes = ["failed", "rejected", "skipped", "interrupted"] as const;

export type FailedOutcome = (typeof failedOutcomes)[number];

/** Why an attempt did not succeed, as a plain value that can be stored and shown. */
export interface Failure {
	readonly category: ErrorCategory;
	/** One line, shown to the user; secrets redacted. */
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

/** What a result line is made of. */
export interface ResultInfo {
	readonly item: Item;
	readonly outcome: Outcome | FailedOutcome;
	/** Attempts made, over all retries; 0 for an item that its source could not read. */
	readonly attempts: number;
	/** Of the last attempt. */
	readonly durationMs: number;
	/** What the operation returned; undefined unless the item succeeded. */
	readonly result?: unknown;
	/** Why it did not. */
	readonly failure: Failure | undefined;
}

/** An item that succeeded, as the results have it. */
export interface SucceededItem {
	readonly outcome: "succeeded";
	readonly index: number;
	/** As JSON, secrets masked. */
	readonly key: string;
	readonly attempts: number;
	/** As JSON, secrets masked. */
	readonly result: string;
}

/**
 * A line of results, without its newline: `{ index, key, value, outcome, attempts, durationMs, result }`.
 * @param mask takes secrets out of a JSON text; undefined where there are none
 */
export function resultLine({ item, result, failure, ...info }: ResultInfo, mask = unchanged): string {
	const text = failure ? `null,"error":${JSON.stringify(failure.message)}` : resultJson(result);
	const [key, value] = [mask(JSON.stringify(item.key)), mask(resultJson(item.value))];
	return lineText({ ...info, index: item.index, key, value }, text);
}

function unchanged(json: string): string {
	return json;
}

/** What stands before the result in a line; key and value are JSON already. */
interface LineHead extends Pick<ResultInfo, "outcome" | "attempts" | "durationMs"> {
	readonly index: number;
	readonly key: string;
	readonly value: string;
	/** Index of the item that the result was taken from, where it is not its own. */
	readonly reusedFrom?: number | undefined;
}

/**
 * The line of an item that succeeded.
 * @param result as JSON
 */
export function succeededLine(head: Omit<LineHead, "outcome">, result: string): string {
	return lineText({ ...head, outcome: "succeeded" }, result);
}

/** A bigint is written with its digits. An operation may also return what JSON cannot hold; its outcome is not lost. */
export function resultJson(result: unknown): string {
	if (result instanceof JsonText) return result.json;
	try {
		return JSON.stringify(result) ?? "null";
	} catch (error) {
		try {
			return JSON.stringify(result, withDigits);
		} catch {
			return JSON.stringify({ notJson: error instanceof Error ? error.message : String(error) });
		}
	}
}

function withDigits(_key: string, value: unknown): unknown {
	return typeof value === "bigint" ? new ExactNumber(String(value)).json : value;
}

/** As results name an outcome: a rejected item is a skipped one, with its error. */
export function outcomeText(outcome: Outcome | FailedOutcome): Exclude<Outcome | FailedOutcome, "rejected"> {
	return outcome === "rejected" ? "skipped" : outcome;
}

function lineText({ index, key, value, outcome, attempts, durationMs, reusedFrom }: LineHead, result: string): string {
	const reused = reusedFrom === undefined ? "" : `,"reusedFrom":${reusedFrom}`;
	const work = `"attempts":${attempts},"durationMs":${Math.round(durationMs * 1_000) / 1_000}${reused}`;
	return `{"index":${index},"key":${key},"value":${value},"outcome":"${outcomeText(outcome)}",${work},"result":${result}}`;
}
