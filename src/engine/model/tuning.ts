/** The present value of a setting that is "auto". */
export interface Tuned {
	readonly value: number;
	/** Why it last changed, in a few words; undefined before the first change. */
	readonly why: string | undefined;
}

/** What "auto" has come to so far; undefined for a setting that has a number in the job. */
export interface Tuning {
	/** Attempts (or batches, where the operation takes batches) that may be under way at once. */
	readonly concurrency: Tuned | undefined;
	readonly batchSize: Tuned | undefined;
}

export const noTuning: Tuning = { concurrency: undefined, batchSize: undefined };
