import { isResumable } from "../../engine/model/runState.ts";
import type { ReadableRun } from "./runList.ts";

/** How much of what is over is kept. What is undefined sets no limit. */
export interface Retention {
	readonly maxRuns?: number | undefined;
	/** Since the run's last change. */
	readonly maxAgeMs?: number | undefined;
	/** Of all their folders together. */
	readonly maxBytes?: number | undefined;
}

/** Enough to look back on a season of daily runs, and no more room than a person gives away without being asked. */
export const defaultRetention = {
	maxRuns: 100,
	maxAgeMs: 90 * 24 * 3_600_000,
	maxBytes: 1_000_000_000,
} as const satisfies Retention;

/** A run, and the room that its folder takes. */
export interface SizedRun extends ReadableRun {
	readonly sizeBytes: number;
}

/** Runs that are never deleted by themselves, and those that are over. */
export interface History<R extends ReadableRun> {
	/** Somebody runs it, it can be gone on with, something in it waits for a person, or another such run needs it. */
	readonly needed: readonly R[];
	/** Last changed first. */
	readonly over: readonly R[];
}

export function historyOf<R extends ReadableRun>(runs: readonly R[]): History<R> {
	const open = runs.filter(isOpen);
	// A run that tries another one's failed items again reads them out of that one's folder.
	const parents = new Set(open.map(({ info }) => info.parent));
	const isNeeded = (run: R) => isOpen(run) || parents.has(run.info.runId);
	return {
		needed: runs.filter(isNeeded),
		over: runs.filter((run) => !isNeeded(run)).sort((a, b) => b.status.updatedAt - a.status.updatedAt),
	};
}

/**
 * The runs to delete. Limits are those of what is over, so that many unfinished runs push nothing out; the oldest go
 * first. The last one stays whatever its size: who limits the room does not mean what was made just now.
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
