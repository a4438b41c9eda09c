import type { FailedOutcome } from "./outcome.ts";

/** How many items of a run have which outcome. */
export interface Counts {
	readonly succeeded: number;
	readonly failed: number;
	/** Left out because of an error, such as a 404. */
	readonly rejected: number;
	/** Left out on purpose: by the operation, by the job, or by a person. */
	readonly skipped: number;
	/** In doubt: they had started when the process died, and nobody has decided what becomes of them. */
	readonly interrupted: number;
	/** Attempts beyond each item's first. */
	readonly retries: number;
}

export const noCounts: Counts = { succeeded: 0, failed: 0, rejected: 0, skipped: 0, interrupted: 0, retries: 0 };

/** Items that need no more work. */
export function settledCount({ succeeded, failed, rejected, skipped, interrupted }: Counts): number {
	return succeeded + failed + rejected + skipped + interrupted;
}

/** Items that keep a run from being completed: they failed, were rejected, or are undecided. */
export function openCount({
	failed,
	rejected,
	interrupted,
}: Pick<Counts, "failed" | "rejected" | "interrupted">): number {
	return failed + rejected + interrupted;
}

/** How many items were moved, by the outcome that they had. */
export type Moved = Readonly<Record<FailedOutcome, number>>;

export const noneMoved: Moved = { failed: 0, rejected: 0, skipped: 0, interrupted: 0 };

export function movedCount({ failed, rejected, skipped, interrupted }: Moved): number {
	return failed + rejected + skipped + interrupted;
}

/** Counts after items have left their outcome for the retry queue. */
export function without(counts: Counts, moved: Moved): Counts {
	return {
		...counts,
		failed: counts.failed - moved.failed,
		rejected: counts.rejected - moved.rejected,
		skipped: counts.skipped - moved.skipped,
		interrupted: counts.interrupted - moved.interrupted,
	};
}

/** Counts after items have become skipped ones. */
export function withSkipped(counts: Counts, moved: Moved): Counts {
	return { ...without(counts, moved), skipped: counts.skipped - moved.skipped + movedCount(moved) };
}

/** What happened since `start`. */
export function since(start: Counts, now: Counts): Counts {
	return {
		succeeded: now.succeeded - start.succeeded,
		failed: now.failed - start.failed,
		rejected: now.rejected - start.rejected,
		skipped: now.skipped - start.skipped,
		interrupted: now.interrupted - start.interrupted,
		retries: now.retries - start.retries,
	};
}
