/** How many items of a run have which outcome. */
export interface Counts {
	readonly succeeded: number;
	readonly failed: number;
	readonly skipped: number;
	/** Attempts beyond each item's first. */
	readonly retries: number;
}

export const noCounts: Counts = { succeeded: 0, failed: 0, skipped: 0, retries: 0 };

export function settledCount({ succeeded, failed, skipped }: Counts): number {
	return succeeded + failed + skipped;
}

/** Counts after items have left their outcome for the retry queue. */
export function without(counts: Counts, moved: Pick<Counts, "failed" | "skipped">): Counts {
	return { ...counts, failed: counts.failed - moved.failed, skipped: counts.skipped - moved.skipped };
}

/** What came about since `start`. */
export function since(start: Counts, now: Counts): Counts {
	return {
		succeeded: now.succeeded - start.succeeded,
		failed: now.failed - start.failed,
		skipped: now.skipped - start.skipped,
		retries: now.retries - start.retries,
	};
}
