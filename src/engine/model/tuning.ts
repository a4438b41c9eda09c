/** A setting that is "auto": what it stands at. */
export interface Tuned {
	readonly value: number;
	/** Why it was last changed, in a few words; undefined as long as it was not. */
	readonly why: string | undefined;
}

/** What "auto" has come to so far; undefined for what the job gives a number for. */
export interface Tuning {
	/** Attempts (or batches, where the operation takes batches) that may be under way at once. */
	readonly concurrency: Tuned | undefined;
	readonly batchSize: Tuned | undefined;
}

export const noTuning: Tuning = { concurrency: undefined, batchSize: undefined };
