/** A larger size has to be so much faster to be kept. */
const worthIt = 1.1;
/** What the size is multiplied by: at first, when it may be far from a good one, and after it has rested. */
const [firstStep, laterStep] = [4, 2];
/** A step less than this is not worth a try. */
const minStep = 1.15;
/** What is tried is to stay below the longest time, however uneven batches are. */
const safely = 0.9;
/** Windows between two tries with a larger size. */
const restWindows = 30;

/** How many items a batch has, as far as known. A value, as the concurrency's limit is. */
export interface BatchSize {
	readonly size: number;
	/** Why it was last changed, in a few words; undefined as long as it was not. */
	readonly reason: string | undefined;
	/** It has climbed as far as it was worth it, once at least. */
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
	/** Where nothing queues. What waits in a queue is not too large. */
	readonly aloneMs: number;
	/** A batch that takes longer is too large. */
	readonly maxMs: number;
	/** What the size is good for: any figure that may be compared with that of another size. */
	readonly rate: number;
}

export function startingSize(size: number, max: number): BatchSize {
	return { size: Math.min(size, max), reason: undefined, hasRested: false, before: undefined, restFor: 0, max };
}

/** Once it has rested, a try has much to lose and little to win: that takes certain figures, before it and in it. */
export function isDoubtful({ hasRested, restFor }: BatchSize): boolean {
	return hasRested && restFor <= 1;
}

/**
 * Climbs a hill: more items in a batch as long as that makes items faster, as Elasticsearch's guide ("Tune for indexing
 * speed") advises for bulk requests. What a batch costs at all is shared by more and more items then, until it counts
 * for nothing, and larger ones only take longer and lose more. Tries again now and then, as the other side may have
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
		Math.floor((safely * size * maxMs) / aloneMs),
	);
	if (more < minStep * size) return rested(now);
	const climbing = { ...now, restFor: 0, before: { size, meanMs, rate } };
	return resized(climbing, more, before ? "faster with more" : "tries more");
}

/** @param refused size of a batch that the other side did not take, as it is too large */
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
