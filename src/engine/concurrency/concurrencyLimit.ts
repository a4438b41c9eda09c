import type { LoadWindow } from "./loadMeter.ts";

/** Up to this share of attempts may be pushed back by chance: the limit stays. */
export const chancePushback = 0.05;
/** Windows that go by after a push back before the limit grows again. */
const minPatience = 5;
/** That wait doubles with each further push back, up to this many windows. */
const maxPatience = 80;
/** A limit this many times the one that was pushed back last shows that the old one no longer holds. */
const forgetBeyond = 1.5;
/** Windows between two measurements of the baseline. */
const baselineWindows = 60;
/** The same after one that found too much under way: some of what is left may still queue. */
const nextBaselineWindows = 30;
/** Share of the limit that stays while the baseline is measured: just low enough to show whether throughput suffers. */
const probeShare = 0.8;
/** Up to this limit nothing is probed: so few do not queue for long, and a share of them is too small to tell. */
const minToProbe = 4;
/** Growth per window while nothing queues, as a share of the limit. */
const growth = 1 / 8;
/** How far a faster window moves the baseline: a single lucky one must not set it. */
const baselineWeight = 0.3;

/**
 * How much may be under way at once, and the state needed to learn it. Immutable: {@link nextLimit} computes the next
 * one from it and from what was seen under it.
 */
export interface ConcurrencyLimit {
	/** The limit before it is rounded down. */
	readonly level: number;
	/** Why it last changed, in a few words; undefined before the first change. */
	readonly reason: string | undefined;
	/** It doubles until something queues. The first sign of a queue may be noise: it is `doubted` until the second. */
	readonly start: "doubling" | "doubted" | "over";
	/** Mean duration where nothing queues. */
	readonly baselineMs: number | undefined;
	/** Windows until the baseline is measured again. */
	readonly baselineFor: number;
	/** While the baseline is measured: level and mean duration before. */
	readonly probe: { readonly level: number; readonly meanMs: number } | undefined;
	/** Windows left in which the limit must not grow beyond the ceiling. */
	readonly holdFor: number;
	readonly patience: number;
	/** What the limit fell to at the last push back. */
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

/** Whether push backs have set the limit, rather than a queue or nothing yet. */
export function isFoundByPushback({ ceiling }: ConcurrencyLimit): boolean {
	return ceiling < Number.POSITIVE_INFINITY;
}

export function limitOf({ level }: ConcurrencyLimit): number {
	return Math.max(1, Math.floor(level + 1e-9));
}

/**
 * TCP Vegas with slow start (L. Brakmo, L. Peterson, "TCP Vegas: End to End Congestion Avoidance on a Global Internet",
 * 1995), for requests instead of packets, as in Netflix's concurrency-limits: the share by which durations exceed the
 * baseline is the share of requests that wait in a queue somewhere, and add nothing to the throughput. The limit grows
 * while there is next to no queue, and shrinks when there is a long one.
 *
 * Simulations (docs/tuning.md) are the reason for each difference from theirs:
 * - The queue that is tolerated is a share of the limit, and the baseline follows the means of windows that are as long
 *   as the noise demands. With the lowest of all medians, and 3 to 6 · log10(limit) tolerated, noise (σ = 0.3) passed
 *   for a queue: 17 % of the best throughput.
 * - Their newer Gradient2 compares with an average of the past. Here there is always more to do, so that a queue, once
 *   there, becomes part of that average: with 8 workers the limit went to 64.
 * - For the same reason the baseline is measured with less under way, as BBR does (N. Cardwell et al., "BBR:
 *   Congestion-Based Congestion Control", 2016). If that is as fast, there was a queue, and the limit stays down.
 *
 * @param max what the limit never exceeds
 */
export function nextLimit(now: ConcurrencyLimit, seen: LoadWindow, max: number): ConcurrencyLimit {
	if (seen.pushedBack > chancePushback) return pushedBack(now, seen);
	// Little is under way because little is given out (a slow source, a rate limit): no news about the limit.
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

/** Above the last push back it takes one step and waits: a server that counts requests needs a while to refuse any. */
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
 * As DCTCP does for marked packets (M. Alizadeh et al., "Data Center TCP", 2010): lower by half of the share that was
 * pushed back, but not far below what the attempts that got through kept busy, by Little's law.
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
	// As fast with less under way: the rest only queued, and some of what is left may still do so.
	const share = limitOf(now) / meanMs / (probe.level / probe.meanMs);
	if (share > (1 + probeShare) / 2) {
		const reason = `as fast with less: ${Math.floor(probe.level)} → ${limitOf(now)}`;
		return { ...next, start: "over", reason, baselineFor: nextBaselineWindows };
	}
	// Only half the way, as it may have been chance.
	const baselineMs = (meanMs + (now.baselineMs ?? meanMs)) / 2;
	return moved({ ...next, baselineMs, baselineFor: baselineWindows }, probe.level, "measured");
}

function moved(now: ConcurrencyLimit, level: number, why: string): ConcurrencyLimit {
	const next = { ...now, level };
	const [from, to] = [limitOf(now), limitOf(next)];
	return from === to ? next : { ...next, reason: `${why}: ${from} → ${to}` };
}

/** What is under way has changed (batches of another size), so that durations no longer compare with the baseline. */
export function forgetBaseline(now: ConcurrencyLimit): ConcurrencyLimit {
	const level = now.probe?.level ?? now.level;
	const start = now.baselineMs === undefined ? now.start : "over";
	return { ...now, level, start, baselineMs: undefined, baselineFor: baselineWindows, probe: undefined };
}

/**
 * What is under way has changed (batches of another size), and takes `longer` times as long. A limit found by push
 * backs is really one of requests per second: the longer each of them takes, the more may be under way. The result is
 * approximate, as a few lanes are a coarse measure, so that it may grow at once.
 */
export function scaledLimit(now: ConcurrencyLimit, longer: number, max: number): ConcurrencyLimit {
	const { level, ceiling, baselineMs } = now;
	const scaled = { ...now, baselineMs: baselineMs === undefined ? undefined : baselineMs * longer };
	if (!isFoundByPushback(now)) return scaled;
	const grows = { ...scaled, ceiling: ceiling * longer, holdFor: 0, patience: minPatience };
	return moved(grows, Math.min(max, level * longer), "batches take longer");
}
