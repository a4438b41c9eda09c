/** What is known of a run when it is made, and never changes. */
export interface RunInfo {
	readonly runId: string;
	readonly jobName: string;
	/** Absolute; undefined for a job without a file. */
	readonly jobFile: string | undefined;
	/** Absolute: what the job's paths are relative to. */
	readonly baseFolder: string;
	/** Wall clock, ms since the epoch. */
	readonly createdAt: number;
	/** Id of the run whose failed items this one tries again. */
	readonly parent: string | undefined;
	/** For people: `214 rows of CSV: slug, title`. */
	readonly items: string;
	/** For people: `POST https://…`. */
	readonly run: string;
	/** So many items are run at the most. */
	readonly limit: number | undefined;
}
