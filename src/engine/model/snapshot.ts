import type { Alert } from "./alert.ts";
import type { Counts } from "./counts.ts";
import type { LaneTime } from "./laneTime.ts";
import type { Durations, Total } from "./ports.ts";
import type { RunState } from "./runState.ts";
import type { Tuning } from "./tuning.ts";

/** The upstream that a run waits for, as it takes nothing at the moment. */
export interface BlockedOn {
	/** `api.example.com` */
	readonly upstream: string;
	/** Shown to the user: what it said, or how the last attempt failed. */
	readonly reason: string;
	/** Time until the next attempt; 0 while it is under way. */
	readonly nextTryMs: number;
}

/** The upstream that slows a run down: it refuses more than this. */
export interface SlowedBy {
	/** `api.example.com` */
	readonly upstream: string;
	/** Attempts per second, as learnt from what was refused. */
	readonly perSecond: number;
}

/** The wait before the next attempt, where all items that are left have failed and wait for theirs. */
export interface NextAttempt {
	/** Shown to the user: how the last attempt of the item whose turn is next has failed. */
	readonly reason: string;
	readonly inMs: number;
}

/** An attempt that has been at work for so long that it may hang. */
export interface LongAttempt {
	/** Of its item. */
	readonly key: string;
	readonly forMs: number;
}

/** A run at one moment, for whoever shows it. Counts are what is on disk. */
export interface Snapshot {
	readonly runId: string;
	readonly jobName: string;
	readonly state: RunState;
	/** Why it is in that state, where the state alone does not say: the fatal error, the threshold. */
	readonly reason: string | undefined;
	readonly total: Total | undefined;
	readonly counts: Counts;
	/** Items with the key of an earlier one; undefined where nobody counts them. */
	readonly sameKeys?: number | undefined;
	/** Attempts under way. */
	readonly inFlight: number;
	/** The longest attempt under way; undefined while it need not be told. */
	readonly longAttempt?: LongAttempt | undefined;
	/** Items that wait for their next attempt. */
	readonly waiting: number;
	/** Undefined while items get through, even if slowly. */
	readonly blockedOn: BlockedOn | undefined;
	/** Undefined while there is anything else to do, or an upstream to wait for. */
	readonly nextAttempt?: NextAttempt | undefined;
	/** Undefined while nothing waits for a learnt rate. */
	readonly slowedBy: SlowedBy | undefined;
	/** Those that stand, of a run that is running or paused. */
	readonly alerts: readonly Alert[];
	/** Smoothed. */
	readonly itemsPerSecond: number;
	/** Of the attempts that ended lately; of all of them when the run does not run. Undefined before any has ended. */
	readonly durations: Durations | undefined;
	/** Undefined while there is no telling. */
	readonly etaMs: number | undefined;
	/** Time spent running, over all resumes. */
	readonly activeMs: number;
	/** Items that may be worked on at once. */
	readonly concurrency: number;
	readonly tuning: Tuning;
	/** Of the last seconds while the run is running, else since it was started or resumed. */
	readonly laneTime: LaneTime | undefined;
}
