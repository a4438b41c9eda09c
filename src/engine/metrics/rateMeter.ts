/** After this time, ms, what happened counts for a third: short enough to show a change, long enough to be readable. */
const usualMemoryMs = 5_000;

/**
 * Items per second, smoothed: a moving average with exponential weights over unequal steps, corrected for its empty
 * start (D. Kingma, J. Ba, "Adam", 2015, section 3), so that the first figure shown is a true one.
 */
export class RateMeter {
	#average = 0;
	#weight = 0;
	#count: number;
	#at: number;
	readonly #memoryMs: number;

	/**
	 * @param at monotonic, ms
	 * @param memoryMs what happened so long ago counts for a third
	 */
	constructor(count: number, at: number, memoryMs = usualMemoryMs) {
		this.#memoryMs = memoryMs;
		this.#count = count;
		this.#at = at;
	}

	/** Takes note that the count stands at `count` now. */
	update(count: number, at: number): void {
		const stepMs = at - this.#at;
		if (stepMs <= 0) return;
		const keep = Math.exp(-stepMs / this.#memoryMs);
		// A retry of failed items lowers the count; that is no negative speed.
		const rate = (Math.max(0, count - this.#count) / stepMs) * 1_000;
		this.#average = this.#average * keep + rate * (1 - keep);
		this.#weight = this.#weight * keep + (1 - keep);
		this.#count = count;
		this.#at = at;
	}

	/** Forgets the past, as after a pause. */
	reset(count: number, at: number): void {
		this.#average = 0;
		this.#weight = 0;
		this.#count = count;
		this.#at = at;
	}

	/** Leaves out the time since the last look: it says nothing about speed. */
	skip(count: number, at: number): void {
		this.#count = count;
		this.#at = at;
	}

	get itemsPerSecond(): number {
		return this.#weight > 0 ? this.#average / this.#weight : 0;
	}
}
