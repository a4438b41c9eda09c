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
