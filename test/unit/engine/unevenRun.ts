import { seededRandom } from "../../crash/seededRandom.ts";

export interface LanesOfItems {
	readonly items: number;
	readonly lanes: number;
	readonly seed: number;
	/** Of an item, before noise (log-normal, σ = 0.5): by its place among all, 0 to 1, and when it begins. */
	costMs(place: number, beginsAt: number): number;
	/** Nothing goes on in that time. */
	readonly stall?: { readonly from: number; readonly to: number };
}

/** When items end that lanes work on, ms from the beginning, in order. */
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

/** So many items at once, again and again. */
export function burstsOf(bursts: number, items: number, everyMs: number): readonly number[] {
	return Array.from({ length: bursts * items }, (_, item) => (Math.floor(item / items) + 1) * everyMs);
}

/** As a server lets them through that counts by the minute: so many in its first seconds, then none. */
export function windowsOf(windows: number, items: number): readonly number[] {
	return Array.from({ length: windows * items }, (_, item) => Math.floor(item / items) * 60_000 + (item % items) * 50);
}
