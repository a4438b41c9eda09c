import { seededRandom } from "../../crash/seededRandom.ts";

export interface LanesOfItems {
	readonly items: number;
	readonly lanes: number;
	readonly seed: number;
	/**
	 * How long an item takes, before noise (log-normal, σ = 0.5).
	 * @param progress share of the items before it, 0 to 1
	 * @param startsAt ms from the start
	 */
	costMs(progress: number, startsAt: number): number;
	/** Nothing moves in that time. */
	readonly stall?: { readonly from: number; readonly to: number };
}

/** When the items of these lanes end, ms from the start, in order. */
export function endsOf({ items, lanes, seed, costMs, stall }: LanesOfItems): readonly number[] {
	const random = seededRandom(seed);
	const free = new Array<number>(lanes).fill(0);
	const ends: number[] = [];
	for (let item = 0; item < items; item++) {
		const lane = free.indexOf(Math.min(...free));
		let from = free[lane] ?? 0;
		if (stall && from >= stall.from) from = Math.max(from, stall.to);
		const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		let to = from + costMs(item / items, from) * Math.exp(0.5 * normal - 0.125);
		if (stall && from < stall.from && to > stall.from) to += stall.to - stall.from;
		free[lane] = to;
		ends.push(to);
	}
	return ends.sort((a, b) => a - b);
}

/** `items` at once, again and again. */
export function burstsOf(bursts: number, items: number, everyMs: number): readonly number[] {
	return Array.from({ length: bursts * items }, (_, item) => (Math.floor(item / items) + 1) * everyMs);
}

/** Behind a server that counts by the minute: `items` get through in its first seconds, then none. */
export function windowsOf(windows: number, items: number): readonly number[] {
	return Array.from({ length: windows * items }, (_, item) => Math.floor(item / items) * 60_000 + (item % items) * 50);
}
