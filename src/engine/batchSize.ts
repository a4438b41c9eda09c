/** A size of twice as much has to be so much faster to be kept. */
const worthIt = 1.05;
/** A step less than this would not show in the noise. */
const leastStep = 1.5;
/** Windows between two tries with twice as much. */
const restWindows = 30;

/** How many items a batch has, as far as known. A value, as the concurrency's limit is. */
export interface BatchSize {
	readonly size: number;
	/** Why it was last changed, in a few words; undefined as long as it was not. */
	readonly reason: string | undefined;
	/** While twice as much is tried: what there was before, in items per ms of a batch. */
	readonly before: { readonly size: number; readonly rate: number } | undefined;
	/** Windows until it tries again; 0 while it climbs. */
	readonly restFor: number;
	/** More than this is refused, or not allowed. */
	readonly most: number;
}

/** How long batches of that size take, ms. */
export interface BatchTimes {
	readonly meanMs: number;
	/** Where nothing queues. What waits in a queue is not too large. */
	readonly aloneMs: number;
	/** A batch that takes longer is too large. */
	readonly longestMs: number;
}

export function startingSize(size: number, most: number): BatchSize {
	return { size: Math.min(size, most), reason: undefined, before: undefined, restFor: 0, most };
}

/** The batches' durations show what the size is good for; while it changes, they show nothing else. */
export function isClimbing({ restFor }: BatchSize): boolean {
	return restFor === 0;
}

/**
 * Climbs a hill: twice as many items in a batch as long as that makes items faster, as Elasticsearch's guide ("Tune for
 * indexing speed") advises for bulk requests. What a batch costs at all is shared by more and more items then, until it
 * counts for nothing, and larger ones only take longer and lose more. Tries again now and then, as the other side may
 * have changed.
 */
export function nextSize(now: BatchSize, { meanMs, aloneMs, longestMs }: BatchTimes): BatchSize {
	const { size, before, restFor } = now;
	if (aloneMs > longestMs && size > 1) return resized(rested(now), Math.ceil(size / 2), "took too long");
	if (restFor > 1) return { ...now, restFor: restFor - 1 };
	const rate = size / meanMs;
	if (before && rate < worthIt * before.rate) return resized(rested(now), before.size, "no faster");
	const more = Math.min(2 * size, now.most, Math.floor((size / aloneMs) * longestMs));
	if (more < leastStep * size) return rested(now);
	const climbing = { ...now, restFor: 0, before: { size, rate } };
	return resized(climbing, more, before ? "faster with more" : "tries more");
}

/** @param refused size of a batch that the other side did not take, as it is too large */
export function sizeAfterRefusal(now: BatchSize, refused: number): BatchSize {
	const most = Math.max(1, Math.floor(refused / 2));
	if (now.most <= most) return now;
	return resized({ ...rested(now), most }, Math.min(now.size, most), "refused as too large");
}

function rested(now: BatchSize): BatchSize {
	return { ...now, before: undefined, restFor: restWindows };
}

function resized(now: BatchSize, size: number, why: string): BatchSize {
	return size === now.size ? now : { ...now, size, reason: `${why}: ${now.size} → ${size}` };
}
