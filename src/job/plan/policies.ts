import type { CategoryRules } from "../../engine/model/errorCategory.ts";
import {
	autoConcurrency,
	defaultPolicies,
	type HaltPolicy,
	type Policies,
	type RateLimit,
	type RetryPolicy,
} from "../../engine/model/policies.ts";
import type { JobDefinition } from "../file/jobSchema.ts";
import { alertsOf } from "../file/schema/alertsSchema.ts";
import { parseDuration } from "../file/schema/duration.ts";
import type { Rate } from "../file/schema/rateLimitSchema.ts";

/** The user's settings, for jobs that do not say it themselves. */
export interface PartialPolicies {
	readonly batchSize?: number | "auto" | undefined;
	readonly concurrency?: number | "auto" | undefined;
	readonly retry?: Maybe<RetryPolicy> | undefined;
	readonly timeoutMs?: number | undefined;
	readonly errors?: Maybe<CategoryRules> | undefined;
	readonly checkpointEveryBatches?: number | undefined;
	readonly halt?: Maybe<HaltPolicy> | undefined;
}

type Maybe<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The defaults of an operation's kind. */
interface KindDefaults {
	readonly batchSize: number;
	readonly timeoutMs: number | undefined;
}

/** What the job says; else the user's settings; else the kind's defaults; else the engine's. */
export function policiesOf(job: JobDefinition, settings: PartialPolicies, kind: KindDefaults): Policies {
	const { retry, errors } = settings;
	const { minDelayMs, maxDelayMs, ...otherRetry } = layered(
		defaultPolicies.retry,
		retry,
		job.retry && {
			attempts: job.retry.attempts,
			minDelayMs: durationMs(job.retry.minDelay),
			maxDelayMs: durationMs(job.retry.maxDelay),
			factor: job.retry.factor,
			jitter: job.retry.jitter,
		},
	);
	const batchSize = job.batchSize ?? settings.batchSize ?? kind.batchSize;
	// In order, one is all there can be.
	const inOrder = job.inOrder ?? defaultPolicies.inOrder;
	const concurrency = inOrder ? 1 : (job.concurrency ?? settings.concurrency ?? defaultPolicies.concurrency);
	return {
		batchSize: batchSize === "auto" ? kind.batchSize : batchSize,
		concurrency: concurrency === "auto" ? autoConcurrency.max : concurrency,
		auto: { concurrency: concurrency === "auto", batchSize: batchSize === "auto" },
		rateLimit: rateLimitOf(job),
		learnsRate: job.rateLimit?.learn ?? defaultPolicies.learnsRate,
		// If only one of the two is set, the other's default must not cut it down.
		retry: { ...otherRetry, minDelayMs, maxDelayMs: Math.max(minDelayMs, maxDelayMs) },
		timeoutMs: durationMs(job.timeout) ?? settings.timeoutMs ?? kind.timeoutMs,
		errors: layered(defaultPolicies.errors, errors, job.errors),
		checkpointEveryBatches:
			job.checkpoint?.everyBatches ?? settings.checkpointEveryBatches ?? defaultPolicies.checkpointEveryBatches,
		halt: layered(defaultPolicies.halt, settings.halt, haltOf(job)),
		alerts: alertsOf(job.alerts),
		onBatchFailure: job.onBatchFailure ?? defaultPolicies.onBatchFailure,
		inOrder,
		duplicates: job.duplicates ?? defaultPolicies.duplicates,
		interrupted: job.interrupted ?? defaultPolicies.interrupted,
	};
}

function haltOf({ halt }: JobDefinition): Maybe<HaltPolicy> | undefined {
	if (!halt) return undefined;
	const { duration, ...others } = halt;
	return { ...others, durationMs: durationMs(duration) };
}

function rateLimitOf({ rateLimit }: JobDefinition): RateLimit | undefined {
	const hasRate = rateLimit?.perSecond !== undefined || rateLimit?.perMinute !== undefined;
	return hasRate ? rateLimitFrom(rateLimit) : undefined;
}

/** @param rate that the schema has accepted */
export function rateLimitFrom({ perSecond, perMinute = 0, burst = 1 }: Rate): RateLimit {
	return perSecond === undefined
		? { count: perMinute, periodMs: 60_000, burst }
		: { count: perSecond, periodMs: 1_000, burst };
}

function durationMs(text: string | undefined): number | undefined {
	return text === undefined ? undefined : parseDuration(text);
}

/** Later layers override earlier ones, except with what is undefined. */
function layered<T extends object>(base: T, ...layers: readonly (Maybe<T> | undefined)[]): T {
	const given = layers.flatMap((layer) => Object.entries(layer ?? {}).filter(([, value]) => value !== undefined));
	return { ...base, ...Object.fromEntries(given) };
}
