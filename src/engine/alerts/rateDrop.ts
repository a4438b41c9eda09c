import { type Interval, sumOf } from "./perSecondHistory.ts";

/** How much slower than usual it goes now. */
export interface RateDrop {
	/** 0: as usual or faster; 1: nothing goes on any more. */
	readonly share: number;
	/** Items a second. */
	readonly now: number;
	readonly usual: number;
}

/** The first seconds of a run are spent on getting going. */
const firstSeconds = 30;
/** Seconds that "now" is. Items that come slowly or in batches need more; where this many do not do, there is no telling. */
const now = { min: 10, max: 120 };
/** Seconds before these that "usual" is. */
const usualSeconds = 300;
/**
 * Standard deviations of a count that comes at random (the root of the count) that a drop has to be worth: fewer, and
 * chance alone would raise an alert now and then in an hour.
 */
const deviations = 3.5;

/** Seconds that have to be kept. */
export const rateDropSeconds = usualSeconds + now.max;

/**
 * The rate of the last 10 s against that of the 5 minutes before: a short and a long window, as in "The Site
 * Reliability Workbook" (Google, 2018), chapter 5. Not against the whole run: where the items of the second half are
 * larger, that is news once, and then it is what is usual.
 * @param seconds of running time, oldest first
 * @param sinceGapMs running time since the run last stood still
 * @param at the drop that matters, as a share: a smaller one takes more items to be told from chance
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

/** Long enough for a drop to stand out of chance, and of batches, which come as a whole. */
function secondsOfNow(usual: readonly Interval[], at: number): number {
	const lumps = usual.filter(({ settled }) => settled > 0).length / usual.length;
	return Math.max(now.min, Math.ceil((deviations / at) ** 2 / rateOf(usual)), Math.ceil((1 + 2 / at) / lumps));
}

function rateOf(seconds: readonly Interval[]): number {
	const { settled, ms } = sumOf(seconds);
	return (settled / ms) * 1_000;
}
