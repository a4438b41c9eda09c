import type { Snapshot } from "../../../src/engine/model/snapshot.ts";
import { noTuning } from "../../../src/engine/model/tuning.ts";

export const snapshot: Snapshot = {
	runId: "20261123-140501-7k3f",
	jobName: "Posts",
	state: "running",
	reason: undefined,
	total: { count: 2_900, exact: true },
	counts: { succeeded: 1_231, failed: 3, rejected: 0, skipped: 0, interrupted: 0, retries: 5 },
	inFlight: 4,
	waiting: 0,
	blockedOn: undefined,
	slowedBy: undefined,
	alerts: [],
	itemsPerSecond: 118,
	durations: undefined,
	etaMs: 120_000,
	activeMs: 10_000,
	concurrency: 4,
	tuning: noTuning,
	laneTime: undefined,
};
