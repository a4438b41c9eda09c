import { isResumable } from "../../engine/model/runState.ts";
import type { ReadableRun } from "./runList.ts";

/** How many of the runs that are over are kept. Undefined: no limit. */
export interface Retention {
	readonly maxRuns?: number | undefined;
	/** Since the run's last change. */
	readonly maxAgeMs?: number | undefined;
	/** Of all their folders together. */
	readonly maxBytes?: number | undefined;
}

/** Enough to look back on a season of daily runs, and no more room than a user would give away without being asked. */
export const defaultRetention = {
	maxRuns: 100,
	maxAgeMs: 90 * 24 * 3_600_000,
	maxBytes: 1_000_000_000,
} as const satisfies Retention;

/** A run, and the size of its folder. */
export interface SizedRun extends ReadableRun {
	readonly sizeBytes: number;
}

/** Runs that are never deleted automatically, and those that are over. */
export interface History<R extends ReadableRun> {
	/** Runs that are running or can be resumed, that hold items to decide on or to retry, and the parents of these. */
	readonly needed: readonly R[];
	/** Last changed first. */
	readonly over: readonly R[];
}

export function historyOf<R extends ReadableRun>(runs: readonly R[]): History<R> {
	const open = runs.filter(isOpen);
	// A run that retries its parent's failed items reads them from the parent's folder.
	const parents = new Set(open.map(({ info }) => info.parent));
	const isNeeded = (run: R) => isOpen(run) || parents.has(run.info.runId);
	return {
		needed: runs.filter(isNeeded),
		over: runs.filter((run) => !isNeeded(run)).sort((a, b) => b.status.updatedAt - a.status.updatedAt),
	};
}

/**
 * The runs to delete, the oldest ones first. Only runs that are over count, so that many unfinished runs push none out.
 * The latest stays however large it is: a limit on size is not meant for what was just created.
 * @param now wall clock, ms since the epoch
 */
export function runsToGo(runs: readonly SizedRun[], retention: Retention, now: number): readonly SizedRun[] {
	const { maxRuns = Infinity, maxAgeMs = Infinity, maxBytes = Infinity } = retention;
	const { over } = historyOf(runs);
	let bytes = 0;
	const firstToGo = over.findIndex(({ status, sizeBytes }, at) => {
		bytes += sizeBytes;
		return at >= maxRuns || now - status.updatedAt > maxAgeMs || (at > 0 && bytes > maxBytes);
	});
	return firstToGo < 0 ? [] : over.slice(firstToGo);
}

function isOpen({ status: { state, queued, counts } }: ReadableRun): boolean {
	return isResumable(state) || queued > 0 || counts.interrupted > 0;
}
