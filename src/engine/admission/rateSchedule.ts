import type { RateLimit } from "../model/policies.ts";
import { Gcra } from "./gcra.ts";

/** How much lateness of a timer, or of the event loop, is made up for, ms; after a longer pause nothing piles up. */
const maxLatenessMs = 50;
/** So that the two ends of a period are not both in it, ms. */
const beyond = 0.001;

/**
 * What a rate limit allows. Turns that a late timer has missed are made up for, so that the rate is the one that was
 * asked for; but never so that any period sees more than its count and the burst.
 */
export class RateSchedule {
	readonly #gcra: Gcra;
	readonly #periodMs: number;
	/** When the last turns were taken: as many as a period may have. A ring. */
	readonly #recent: Float64Array;
	#at = 0;

	constructor({ count, periodMs, burst }: RateLimit) {
		this.#gcra = new Gcra(periodMs / count, burst);
		this.#periodMs = periodMs;
		this.#recent = new Float64Array(Math.floor(count) + burst).fill(Number.NEGATIVE_INFINITY);
	}

	/** When the next turn may be taken; monotonic, ms. */
	get dueAt(): number {
		return Math.max(this.#gcra.dueAt, (this.#recent[this.#at] ?? 0) + this.#periodMs + beyond);
	}

	/**
	 * @param waitedSince when somebody began to wait for it
	 * @returns whether there was a turn to take
	 */
	tryAcquire(now: number, waitedSince: number): boolean {
		if (now < this.dueAt) return false;
		this.#gcra.record(Math.max(waitedSince, now - maxLatenessMs));
		this.#recent[this.#at] = now;
		this.#at = (this.#at + 1) % this.#recent.length;
		return true;
	}
}
