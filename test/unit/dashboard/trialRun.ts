import type { Alert } from "../../../src/engine/model/alert.ts";
import type { Counts } from "../../../src/engine/model/counts.ts";
import type { Snapshot } from "../../../src/engine/model/snapshot.ts";
import { noTuning } from "../../../src/engine/model/tuning.ts";

/** The snapshot of a running run, with a test's changes. */
export function snapshotOf({
	counts,
	...changes
}: Partial<Omit<Snapshot, "counts">> & { counts?: Partial<Counts> }): Snapshot {
	return {
		runId: "20261123-101500-abcd",
		jobName: "Create posts",
		state: "running",
		reason: undefined,
		total: { count: 100, exact: true },
		inFlight: 4,
		waiting: 0,
		blockedOn: undefined,
		slowedBy: undefined,
		alerts: [],
		itemsPerSecond: 10,
		durations: undefined,
		etaMs: 5_000,
		activeMs: 1_000,
		concurrency: 4,
		tuning: noTuning,
		laneTime: undefined,
		...changes,
		counts: { succeeded: 0, failed: 0, rejected: 0, skipped: 0, interrupted: 0, retries: 0, ...counts },
	};
}

/** An alert about the success rate, with a test's changes. */
export function alertOf(changes: Partial<Alert>): Alert {
	return {
		kind: "successRate",
		value: 0.62,
		threshold: 0.9,
		action: "notify",
		since: 1_000,
		noticedAt: 1_000,
		message: "62% of 120 items in the last 30 s succeeded, below 90% (alerts.successRateBelow).",
		...changes,
	};
}
