import type { LoadWindow } from "./loadMeter.ts";

/** Share of attempts that may be pushed back by chance; up to it the limit stays. */
export const chancePushback = 0.05;
/** After a push back, so many windows go by before the limit grows again; each time twice as many. */
const [minPatience, maxPatience] = [5, 80];
/** Beyond the limit that was pushed back last by so much, that is forgotten. */
const forgetBeyond = 1.5;
/** Windows between two measurements of the baseline; fewer where the last one found too much under way. */
const [baselineWindows, nextBaselineWindows] = [60, 30];
/** What is left of the limit while the baseline is measured: as little less as shows whether anybody misses it. */
const probeShare = 0.8;
/** So few do not queue for long, and a share of them is too little to tell. */
const minToProbe = 4;
/** Growth while nothing queues, of the limit. */
const growth = 1 / 8;
/** How far a window that is faster moves the baseline: a single lucky one must not set it. */
const baselineWeight = 0.3;

/**
 * How much may be under way at once, as far as known, and what is needed to know it better. A value: {@link nextLimit}
 * makes the next one out of it and of what was seen under it.
 */
export interface ConcurrencyLimit {
	/** The limit before it is rounded down. */
	readonly level: number;
	/** Why it was last changed, in a few words; undefined as long as it was not. */
	readonly reason: string | undefined;
	/** It doubles until something queues. The first sign of that may be noise: then it is looked at more closely. */
	readonly start: "doubling" | "doubted" | "over";
	/** Mean duration where nothing queues. */
	readonly baselineMs: number | undefined;
	/** Windows until it is measured anew. */
	readonly baselineFor: number;
	/** While it is measured: what was there before. */
	readonly probe: { readonly level: number; readonly meanMs: number } | undefined;
	/** Windows left in which the limit must not grow beyond the ceiling. */
	readonly holdFor: number;
	readonly patience: number;
	/** What the limit fell to when it was pushed back last. */
	readonly ceiling: number;
}

export function startingLimit(limit: number): ConcurrencyLimit {
	return {
		level: limit,
		reason: undefined,
		start: "doubling",
		baselineMs: undefined,
		baselineFor: baselineWindows,
		probe: undefined,
		holdFor: 0,
		patience: minPatience,
		ceiling: Number.POSITIVE_INFINITY,
	};
}

/** Rather than by a queue, or not at all. */
export function isFoundByPushback({ ceiling }: ConcurrencyLimit): boolean {
	return ceiling < Number.POSITIVE_INFINITY;
}

export function limitOf({ level }: ConcurrencyLimit): number {
	return Math.max(1, Math.floor(level + 1e-9));
}

/**
 * TCP Vegas with slow start (L. Brakmo, L. Peterson, "TCP Vegas: End to End Congestion Avoidance on a Global Internet",
 * 1995), as Netflix's concurrency-limits has it for requests instead of packets: of those under way, the share by which
 * durations exceed the baseline is standing in a queue somewhere, and adds nothing to the throughput. The limit grows
 * while there is next to no queue, and shrinks when there is much of one.
 *
 * What differs from theirs does so because of simulations (docs/tuning.md):
 * - A queue is tolerated by its share of the limit, and the baseline moves by means of windows that are as long as the
 *   noise demands. With the lowest of all medians and 3 to 6 · log10(limit), noise (σ = 0.3) passed for a queue: 17 % of
 *   the best throughput.
 * - Their newer Gradient2 compares with an average of the past. Here there is always more to do, so that a queue once
 *   there stays in that average: over 8 workers it went to 64.
 * - For the same reason the baseline is measured with less under way, as BBR does (N. Cardwell et al., "BBR:
 *   Congestion-Based Congestion Control", 2016). Where that is as fast, there was a queue, and the limit stays down.
 *
 * @param max what the limit never exceeds
 */
export function nextLimit(now: ConcurrencyLimit, seen: LoadWindow, max: number): ConcurrencyLimit {
	if (seen.pushedBack > chancePushback) return pushedBack(now, seen);
	// Little is under way as little is given out (a slow source, a rate limit): that says nothing about the limit.
	if (seen.meanMs === undefined || seen.busy < now.level / 2) return now;
	if (now.probe) return measured(now, now.probe, seen.meanMs);
	const { level, start } = now;
	const baselineMs = baselineAfter(now, seen.meanMs);
	const next = {
		...now,
		baselineMs,
		holdFor: Math.max(0, now.holdFor - 1),
		baselineFor: Math.max(0, now.baselineFor - 1),
	};
	const queued = seen.busy * (1 - baselineMs / seen.meanMs);
	const isQueue = queued > minQueued(level);
	if (isQueue && start === "doubling") return { ...next, start: "doubted" };
	const isToProbe = next.baselineFor === 0 || (isQueue && start === "doubted");
	if (isToProbe && level > minToProbe) return probing(next, seen.meanMs);
	if (queued > maxQueued(level)) {
		const excess = Math.max(0.5, (queued - maxQueued(level)) / 2);
		return moved({ ...next, start: "over" }, Math.max(1, level - excess), "durations grew");
	}
	return isQueue || seen.pushedBack > 0 ? { ...next, start: "over" } : grown(next, max);
}

function minQueued(level: number): number {
	return Math.max(1, 0.1 * level);
}

function maxQueued(level: number): number {
	return Math.max(2, 0.2 * level);
}

function baselineAfter({ baselineMs }: ConcurrencyLimit, meanMs: number): number {
	if (baselineMs === undefined) return meanMs;
	return baselineMs + baselineWeight * Math.min(0, meanMs - baselineMs);
}

/** Beyond what was pushed back before, it takes a step and waits: a server that counts needs a while to say no. */
function grown(now: ConcurrencyLimit, max: number): ConcurrencyLimit {
	const { level, start, ceiling, holdFor, patience } = now;
	const wanted = Math.min(max, level + (start === "over" ? Math.max(0.5, growth * level) : level));
	if (wanted <= ceiling || holdFor > 0) return moved(now, Math.max(level, Math.min(wanted, ceiling)), "no queue");
	const isForgotten = wanted > forgetBeyond * ceiling;
	const next = isForgotten
		? { ...now, ceiling: Number.POSITIVE_INFINITY, patience: minPatience }
		: { ...now, holdFor: patience };
	return moved(next, wanted, "no queue");
}

/**
 * As DCTCP has it for marked packets (M. Alizadeh et al., "Data Center TCP", 2010): less by half of the share; but not
 * less than what got through kept busy, by Little's law.
 */
function pushedBack(now: ConcurrencyLimit, seen: LoadWindow): ConcurrencyLimit {
	const { level, patience } = now;
	const target = Math.min(0.95 * level, Math.max(level * (1 - seen.pushedBack / 2), 0.95 * seen.busy));
	const ceiling = Math.max(1, target);
	const next = {
		...now,
		start: "over" as const,
		probe: undefined,
		holdFor: patience,
		patience: Math.min(maxPatience, 2 * patience),
		ceiling,
	};
	return moved(next, ceiling, "pushed back");
}

function probing(now: ConcurrencyLimit, meanMs: number): ConcurrencyLimit {
	const { level } = now;
	return moved({ ...now, probe: { level, meanMs } }, Math.floor(probeShare * level), "measures with less");
}

function measured(now: ConcurrencyLimit, probe: { level: number; meanMs: number }, meanMs: number): ConcurrencyLimit {
	const next = { ...now, probe: undefined };
	// As fast with less under way: what was too much only queued, and perhaps some of it still does.
	const share = limitOf(now) / meanMs / (probe.level / probe.meanMs);
	if (share > (1 + probeShare) / 2) {
		const reason = `as fast with less: ${Math.floor(probe.level)} → ${limitOf(now)}`;
		return { ...next, start: "over", reason, baselineFor: nextBaselineWindows };
	}
	// Half the way, in case that it was by chance.
	const baselineMs = (meanMs + (now.baselineMs ?? meanMs)) / 2;
	return moved({ ...next, baselineMs, baselineFor: baselineWindows }, probe.level, "measured");
}

function moved(now: ConcurrencyLimit, level: number, why: string): ConcurrencyLimit {
	const next = { ...now, level };
	const [from, to] = [limitOf(now), limitOf(next)];
	return from === to ? next : { ...next, reason: `${why}: ${from} → ${to}` };
}

/** What is under way has become something else, which takes its own time. */
export function forgetBaseline(now: ConcurrencyLimit): ConcurrencyLimit {
	const level = now.probe?.level ?? now.level;
	const start = now.baselineMs === undefined ? now.start : "over";
	return { ...now, level, start, baselineMs: undefined, baselineFor: baselineWindows, probe: undefined };
}

/**
 * What is under way has become something else, and takes longer by that factor. A limit that was found by push backs is
 * one of requests a second: of such as take longer, more may be under way. How many is only about known, as a few lanes
 * are a coarse measure: it may grow at once.
 */
export function scaledLimit(now: ConcurrencyLimit, longer: number, max: number): ConcurrencyLimit {
	const { level, ceiling, baselineMs } = now;
	const scaled = { ...now, baselineMs: baselineMs === undefined ? undefined : baselineMs * longer };
	if (!isFoundByPushback(now)) return scaled;
	const grows = { ...scaled, ceiling: ceiling * longer, holdFor: 0, patience: minPatience };
	return moved(grows, Math.min(max, level * longer), "batches take longer");
}
