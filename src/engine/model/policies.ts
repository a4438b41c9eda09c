import { type CategoryRules, noRules } from "./errorCategory.ts";

export interface RetryPolicy {
	/** Total tries of an item, the first included; at least 1. */
	readonly attempts: number;
	readonly minDelayMs: number;
	readonly maxDelayMs: number;
	readonly factor: number;
	readonly jitter: boolean;
}

/** Ends a run that goes wrong before it has gone wrong everywhere. */
export interface HaltPolicy {
	/** This many failed items halt the run. */
	readonly failures?: number | undefined;
	/** This share of failed among settled items halts the run, once `minItems` are settled. 0 to 1. */
	readonly failureRate?: number | undefined;
	/** This many rejected items halt the run. */
	readonly rejected?: number | undefined;
	/** The same as `failureRate` for rejected items. */
	readonly rejectedRate?: number | undefined;
	readonly minItems: number;
	/** This many succeeded items halt the run: it has what it was for. */
	readonly successes?: number | undefined;
	/** Halts the run when it has been running for so long since it was started or resumed. */
	readonly durationMs?: number | undefined;
	/** Where it halts, for whatever reason, attempts under way are ended at once. */
	readonly now?: boolean | undefined;
	/** So many items, all failed or rejected and none before them otherwise, halt the run; 0: never. */
	readonly firstFailures: number;
}

/** Attempts that may begin per period, over all lanes: spread evenly, except that `burst` of them may come at once. */
export interface RateLimit {
	/** Above 0; need not be whole. */
	readonly count: number;
	/** The time that `count` is for. */
	readonly periodMs: number;
	/** At least 1. */
	readonly burst: number;
}

/** What an alert does besides being shown. A paused run waits for the user; a halted one has ended, but is resumable. */
export const alertActions = ["notify", "pause", "halt"] as const;

export type AlertAction = (typeof alertActions)[number];

export interface AlertRule {
	/** Share from 0 to 1. */
	readonly at: number;
	readonly action: AlertAction;
}

/** What the user is alerted to while a run is running; each is off where it is undefined. */
export interface AlertPolicy {
	/** Share of succeeded among succeeded, failed and rejected items of the last 30 s. */
	readonly successRateBelow?: AlertRule | undefined;
	/** How much slower it goes than in the minutes before: 0.5 is half as fast. */
	readonly rateDropAbove?: AlertRule | undefined;
	/** Share of the machine's memory that the process uses. */
	readonly memoryAbove?: AlertRule | undefined;
}

/** Thresholds for a job that asks for an alert without a number. */
export const usualAlerts = { successRateBelow: 0.9, rateDropAbove: 0.5, memoryAbove: 0.8 } as const;

/**
 * What becomes of items that had started when the process died. With `retry` they are run again. With the others
 * each start is on disk before the attempt begins, so that it is known which they are: they are skipped, or the user
 * is asked.
 */
export const interruptedPolicies = ["retry", "skip", "ask"] as const;

export type InterruptedPolicy = (typeof interruptedPolicies)[number];

/**
 * What becomes of an item with the key of an earlier one: it is run as every other, or, without an attempt, it is
 * skipped, gets the outcome and the result of the first one with that key, or fails.
 */
export const duplicatePolicies = ["run", "skip", "reuse", "fail"] as const;

export type DuplicatePolicy = (typeof duplicatePolicies)[number];

/** What becomes of a batch that fails as a whole: the items at fault are found by halving it, or all of it fails. */
export const batchFailurePolicies = ["bisect", "fail"] as const;

export type BatchFailurePolicy = (typeof batchFailurePolicies)[number];

/** How a run works on its items. */
export interface Policies {
	/** With `auto`: what it starts with. */
	readonly batchSize: number;
	/** With `auto`: the maximum. */
	readonly concurrency: number;
	/** What is learned during the run. */
	readonly auto: { readonly concurrency: boolean; readonly batchSize: boolean };
	/** Undefined: as fast as they go. */
	readonly rateLimit: RateLimit | undefined;
	/** Whether the rate that an upstream allows is learnt from what it refuses. */
	readonly learnsRate: boolean;
	readonly retry: RetryPolicy;
	/** Per attempt; undefined: no limit. */
	readonly timeoutMs: number | undefined;
	readonly errors: CategoryRules;
	readonly checkpointEveryBatches: number;
	readonly halt: HaltPolicy;
	/** Undefined: none. */
	readonly alerts: AlertPolicy | undefined;
	readonly interrupted: InterruptedPolicy;
	readonly onBatchFailure: BatchFailurePolicy;
	readonly duplicates: DuplicatePolicy;
	/** No item (or batch) begins before the one ahead is settled. Needs a concurrency of 1. */
	readonly inOrder: boolean;
}

/**
 * From 4, as without "auto", to 64: a server with default settings takes 150 to 500 connections at once, and one client
 * must not occupy most of them, whatever the server can bear.
 */
export const autoConcurrency = { start: 4, max: 64 } as const;

/**
 * A batch of 5 s still ends soon after a pause, and little is lost with it. `maxItems` are under way at once at most:
 * each has a lane, and takes memory.
 */
export const autoBatchSize = { max: 10_000, maxMs: 5_000, maxItems: 50_000 } as const;

/**
 * Concurrency 4 keeps a first try gentle on the upstream. Retry delays: 1 s doubling to 60 s, as AWS advises
 * for jittered back-off ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
export const defaultPolicies: Policies = {
	batchSize: 50,
	concurrency: 4,
	auto: { concurrency: false, batchSize: false },
	rateLimit: undefined,
	learnsRate: true,
	retry: { attempts: 3, minDelayMs: 1_000, maxDelayMs: 60_000, factor: 2, jitter: true },
	timeoutMs: undefined,
	errors: noRules,
	checkpointEveryBatches: 5,
	halt: { minItems: 20, firstFailures: 20 },
	alerts: undefined,
	interrupted: "retry",
	onBatchFailure: "bisect",
	duplicates: "run",
	inOrder: false,
};
