import { type Interval, sumOf } from "./perSecondHistory.ts";

/** How much slower than usual it goes now. */
export interface RateDrop {
	/** 0: as usual or faster; 1: nothing moves any more. */
	readonly share: number;
	/** Items a second. */
	readonly now: number;
	readonly usual: number;
}

/** No drop is found in the first seconds of a run: it is still getting going. */
const firstSeconds = 30;
/** How many seconds count as "now". */
const now = {
	/** Enough for fast items. */
	min: 10,
	/** Items that come slowly or in batches need more; if this is not enough, there is no telling. */
	max: 120,
};
/** How many seconds before these count as "usual". */
const usualSeconds = 300;
/**
 * A drop has to be worth this many standard deviations of a random count (the square root of the count): with fewer,
 * chance alone would raise an alert now and then within an hour.
 */
const deviations = 3.5;

/** Seconds that have to be kept. */
export const rateDropSeconds = usualSeconds + now.max;

/**
 * The rate of the last 10 s against that of the 5 minutes before: a short and a long window, as in "The Site
 * Reliability Workbook" (Google, 2018), chapter 5. Not against the whole run: if the items of the second half are
 * larger, that is news once, and usual from then on.
 * @param seconds of running time, oldest first
 * @param sinceGapMs running time since the run last stood still
 * @param at the drop that matters, as a share: a smaller one takes more items to tell from chance
 * @returns undefined while there is no telling
 */
export function rateDrop(seconds: readonly Interval[], sinceGapMs: number, at: number): RateDrop | undefined {
	if (seconds.length < firstSeconds) return undefined;
	const nowSeconds = secondsOfNow(seconds.slice(-usualSeconds, -now.min), at);
	const isGoing = sinceGapMs >= nowSeconds * 1_000;
	if (nowSeconds > now.max || seconds.length < 2 * nowSeconds || !isGoing) return undefined;
	const usual = rateOf(seconds.slice(-usualSeconds - nowSeconds, -nowSeconds));
	const current = rateOf(seconds.slice(-nowSeconds));
	return { share: Math.max(0, 1 - current / usual), now: current, usual };
}

/** Long enough for a drop to stand out from chance, and from batches, which settle all at once. */
function secondsOfNow(usual: readonly Interval[], at: number): number {
	const busyShare = usual.filter(({ settled }) => settled > 0).length / usual.length;
	return Math.max(now.min, Math.ceil((deviations / at) ** 2 / rateOf(usual)), Math.ceil((1 + 2 / at) / busyShare));
}

function rateOf(seconds: readonly Interval[]): number {
	const { settled, ms } = sumOf(seconds);
	return (settled / ms) * 1_000;
}
