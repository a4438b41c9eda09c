import type { ItemIdentity } from "../../../engine/model/itemOrigin.ts";

/** What is known about a run when it is created, and never changes. */
export interface RunInfo {
	readonly runId: string;
	readonly jobName: string;
	/** Absolute; undefined for a job without a file. */
	readonly jobFile: string | undefined;
	/** Absolute: what the job's paths are relative to. */
	readonly baseFolder: string;
	/** Wall clock, ms since the epoch. */
	readonly createdAt: number;
	/** Id of the run whose failed items this one retries. */
	readonly parent: string | undefined;
	/** Shown to the user: `214 rows of CSV: slug, title`. */
	readonly items: string;
	/** Shown to the user: `POST https://…`. */
	readonly run: string;
	/** Most items to run; undefined: all. */
	readonly limit: number | undefined;
	/** What idempotency keys depend on. */
	readonly identity: ItemIdentity;
	/** What was left out of the items, and why; sentences. */
	readonly notes: readonly string[];
}
