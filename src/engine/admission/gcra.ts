/**
 * The time of the next permit: the generic cell rate algorithm as a virtual schedule (ITU-T I.371, annex A). As the
 * schedule is absolute, a permit that is taken late does not delay those after it: limiters that wait from one to the
 * next lose 3 to 7 % of the rate to their timers.
 */
export class Gcra {
	#intervalMs: number;
	readonly #burst: number;
	/** The theoretical arrival time. */
	#nextAt = Number.NEGATIVE_INFINITY;

	/** @param burst permits that may be taken at once after a silence; 1 spreads them evenly */
	constructor(intervalMs: number, burst: number) {
		this.#intervalMs = intervalMs;
		this.#burst = burst;
	}

	/** Earliest time that conforms; monotonic, ms. */
	get dueAt(): number {
		return this.#nextAt - (this.#burst - 1) * this.#intervalMs;
	}

	/**
	 * Takes a permit.
	 * @param arrivedAt when it would have been taken without a limit; not before the last one's. Monotonic, ms
	 */
	record(arrivedAt: number): void {
		this.#nextAt = Math.max(this.#nextAt, arrivedAt) + this.#intervalMs;
	}

	/** Changes the rate from the next permit on; those taken already keep their places. */
	setInterval(intervalMs: number): void {
		this.#intervalMs = intervalMs;
	}
}
