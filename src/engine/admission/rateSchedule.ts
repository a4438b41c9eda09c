import type { RateLimit } from "../model/policies.ts";
import { Gcra } from "./gcra.ts";

/** How much lateness of a timer, or of the event loop, is made up for, ms; after a longer pause nothing piles up. */
const maxLatenessMs = 50;
/** Added to a period, ms, so that its two ends are not both in it. */
const marginMs = 0.001;

/**
 * What a rate limit allows. Permits that a late timer has missed are made up for, so that the rate is the one that was
 * asked for; but no period ever sees more than its count plus the burst.
 */
export class RateSchedule {
	readonly #gcra: Gcra;
	readonly #periodMs: number;
	/** When the last permits were taken, as many as a period may have. A ring buffer. */
	readonly #recent: Float64Array;
	#at = 0;

	constructor({ count, periodMs, burst }: RateLimit) {
		this.#gcra = new Gcra(periodMs / count, burst);
		this.#periodMs = periodMs;
		this.#recent = new Float64Array(Math.floor(count) + burst).fill(Number.NEGATIVE_INFINITY);
	}

	/** When the next permit may be taken; monotonic, ms. */
	get dueAt(): number {
		return Math.max(this.#gcra.dueAt, (this.#recent[this.#at] ?? 0) + this.#periodMs + marginMs);
	}

	/**
	 * @param waitedSince since when the caller has waited; monotonic, ms
	 * @returns whether a permit was taken
	 */
	tryAcquire(now: number, waitedSince: number): boolean {
		if (now < this.dueAt) return false;
		this.#gcra.record(Math.max(waitedSince, now - maxLatenessMs));
		this.#recent[this.#at] = now;
		this.#at = (this.#at + 1) % this.#recent.length;
		return true;
	}
}
