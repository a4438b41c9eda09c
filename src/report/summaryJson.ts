import { existsSync } from "node:fs";
import { durationsFrom } from "../engine/index.ts";
import { settledCount } from "../engine/model/counts.ts";
import type { ErrorCategory } from "../engine/model/errorCategory.ts";
import type { FailedOutcome } from "../engine/model/outcome.ts";
import type { Durations, FailedItem } from "../engine/model/ports.ts";
import type { RunState } from "../engine/model/runState.ts";
import { readOutputs } from "../store/files/outputsRecord.ts";
import { runFolderAt } from "../store/files/runFolder.ts";
import type { RunReader } from "../store/runReader.ts";
import { type RunSummary, readRunSummary } from "./summary/runSummary.ts";

/** Items of one outcome that a summary lists; the store has all of them. */
export const maxListedItems = 100;

/** What came of a run: the object that `--json` prints. */
export interface SummaryJson {
	readonly runId: string;
	readonly state: RunState;
	/** Why it is in that state, such as whom it has waited for in vain; null where the state says it all. */
	readonly reason: string | null;
	/** Null while the source has not been read to its end. */
	readonly total: number | null;
	readonly succeeded: number;
	readonly failed: number;
	/** The rejected ones too. */
	readonly skipped: number;
	/** Of the skipped ones: those that an error has caused, such as a 404. */
	readonly rejected: number;
	/** Items in doubt: nobody knows whether they were done. */
	readonly interrupted: number;
	readonly retries: number;
	/** Items with the same key as an earlier one. */
	readonly sameKeys: number;
	/** Time spent running, over all resumes. */
	readonly durationMs: number;
	readonly itemsPerSecond: number;
	/** How long attempts took; null before any has ended. */
	readonly attemptMs: AttemptMsJson | null;
	/** Share of succeeded among all items with an outcome, 0 to 1; 1 when there were none. */
	readonly successRate: number;
	/** The first {@link maxListedItems}. */
	readonly failedItems: readonly FailedItemJson[];
	/** The first {@link maxListedItems}. */
	readonly rejectedItems: readonly FailedItemJson[];
	/** What the job asks to be counted; left out where it asks for nothing. */
	readonly summary?: RunSummary;
	/** What was left out of the items, and why; of a retry, what has changed since. */
	readonly notes: readonly string[];
	/** Absolute paths of what the job's `output` names. */
	readonly outputs: readonly string[];
	/** Absolute; null where no report was written. */
	readonly reportPath: string | null;
}

/** Percentiles: 95 percent of the attempts took at most `p95` ms. */
export interface AttemptMsJson {
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
}

export interface FailedItemJson {
	readonly index: number;
	readonly key: string;
	readonly category: ErrorCategory;
	readonly message: string;
	/** What the other side has said: an answer's body, the end of what a program has written, a stack. */
	readonly detail: string | null;
	readonly attempts: number;
}

export function summaryJson(reader: RunReader): SummaryJson {
	const { state, reason, counts, total, activeMs, durations, sameKeys } = reader.status();
	const { succeeded, failed, rejected, skipped, interrupted, retries } = counts;
	const settled = settledCount(counts);
	const { report } = runFolderAt(reader.folder);
	const summary = readRunSummary(reader.folder);
	return {
		runId: reader.info.runId,
		state,
		reason: reason ?? null,
		total: total ?? null,
		succeeded,
		failed,
		skipped: skipped + rejected,
		rejected,
		interrupted,
		retries,
		sameKeys,
		durationMs: rounded(activeMs),
		itemsPerSecond: activeMs > 0 ? rounded((settled / activeMs) * 1_000) : 0,
		attemptMs: attemptMsJson(durationsFrom(durations)),
		successRate: settled > 0 ? succeeded / settled : 1,
		failedItems: firstItems(reader, "failed").map(failedItemJson),
		rejectedItems: firstItems(reader, "rejected").map(failedItemJson),
		...(summary && { summary }),
		notes: reader.info.notes,
		outputs: readOutputs(reader.folder)?.files ?? [],
		reportPath: existsSync(report) ? report : null,
	};
}

/** Those that a summary lists. */
export function firstItems(reader: RunReader, outcome: FailedOutcome): readonly FailedItem[] {
	return reader.failures({ outcome }, { limit: maxListedItems });
}

function failedItemJson({ item, failure, attempts }: FailedItem): FailedItemJson {
	const { category, message, detail = null } = failure;
	return { index: item.index, key: item.key, category, message, detail, attempts };
}

function attemptMsJson(durations: Durations | undefined): AttemptMsJson | null {
	if (!durations) return null;
	const { p50Ms, p95Ms, p99Ms } = durations;
	return { p50: rounded(p50Ms), p95: rounded(p95Ms), p99: rounded(p99Ms) };
}

function rounded(value: number): number {
	return Math.round(value * 1_000) / 1_000;
}
