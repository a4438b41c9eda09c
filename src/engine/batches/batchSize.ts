/** A larger size is kept only if items are faster by this factor. */
const worthIt = 1.1;
/** What the size is multiplied by at first, when it may be far from a good one. */
const firstStep = 4;
/** What the size is multiplied by after it has rested, when it was a good one not long ago. */
const laterStep = 2;
/** A smaller factor is not worth a try. */
const minStep = 1.15;
/** Share of the longest time that a try aims for, as batches are uneven. */
const safeShare = 0.9;
/** Windows between two tries with a larger size. */
const restWindows = 30;

/** How many items a batch has, and the state needed to learn it. Immutable, as the concurrency limit is. */
export interface BatchSize {
	readonly size: number;
	/** Why it last changed, in a few words; undefined before the first change. */
	readonly reason: string | undefined;
	/** It has climbed, at least once, as far as was worth it. */
	readonly hasRested: boolean;
	/** While a larger size is tried: the size before, and how long its batches took. */
	readonly before: (Pick<BatchTimes, "meanMs" | "rate"> & { readonly size: number }) | undefined;
	/** Windows until it tries again; 0 while it climbs. */
	readonly restFor: number;
	/** More than this is refused, or not allowed. */
	readonly max: number;
}

/** How long batches of that size take, ms. */
export interface BatchTimes {
	readonly meanMs: number;
	/** Where nothing queues: time spent in a queue does not make a batch too large. */
	readonly aloneMs: number;
	/** A batch that takes longer is too large. */
	readonly maxMs: number;
	/** How well the size does: any figure that compares between sizes. */
	readonly rate: number;
}

export function startingSize(size: number, max: number): BatchSize {
	return { size: Math.min(size, max), reason: undefined, hasRested: false, before: undefined, restFor: 0, max };
}

/** Once it has rested, a try can lose much and win little: the windows before it and in it have to be precise. */
export function isDoubtful({ hasRested, restFor }: BatchSize): boolean {
	return hasRested && restFor <= 1;
}

/**
 * Hill climbing: more items in a batch as long as that makes items faster, as Elasticsearch's guide ("Tune for indexing
 * speed") advises for bulk requests. More and more items share the fixed cost of a batch, until it no longer matters,
 * and larger batches only take longer and lose more when they fail. Tries again now and then, as the upstream may have
 * changed.
 */
export function nextSize(now: BatchSize, times: BatchTimes): BatchSize {
	const { size, before, restFor, hasRested } = now;
	const { meanMs, aloneMs, maxMs, rate } = times;
	if (aloneMs > maxMs && size > 1) return resized(rested(now), before?.size ?? Math.ceil(size / 2), "took too long");
	if (restFor > 1) return { ...now, restFor: restFor - 1 };
	if (before && rate < worthIt * before.rate) return resized(rested(now), before.size, "no faster");
	const more = Math.min(
		(hasRested ? laterStep : firstStep) * size,
		now.max,
		Math.floor((safeShare * size * maxMs) / aloneMs),
	);
	if (more < minStep * size) return rested(now);
	const climbing = { ...now, restFor: 0, before: { size, meanMs, rate } };
	return resized(climbing, more, before ? "faster with more" : "tries more");
}

/** @param refused size of a batch that the upstream refused as too large */
export function sizeAfterRefusal(now: BatchSize, refused: number): BatchSize {
	const max = Math.max(1, Math.floor(refused / 2));
	if (now.max <= max) return now;
	return resized({ ...rested(now), max }, Math.min(now.size, max), "refused as too large");
}

function rested(now: BatchSize): BatchSize {
	return { ...now, hasRested: true, before: undefined, restFor: restWindows };
}

function resized(now: BatchSize, size: number, why: string): BatchSize {
	return size === now.size ? now : { ...now, size, reason: `${why}: ${now.size} → ${size}` };
}
