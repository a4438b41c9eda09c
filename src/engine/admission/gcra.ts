/**
 * When the next one may come, kept as a point in time: the generic cell rate algorithm as a virtual schedule (ITU-T
 * I.371, annex A). Since the schedule is absolute, what is served late does not put off what comes after it: limiters
 * that wait from one to the next lose 3 to 7 % of the rate to their timers.
 */
export class Gcra {
	#intervalMs: number;
	readonly #burst: number;
	/** The theoretical arrival time. */
	#nextAt = Number.NEGATIVE_INFINITY;

	/** @param burst so many may come at once after a silence; 1: evenly */
	constructor(intervalMs: number, burst: number) {
		this.#intervalMs = intervalMs;
		this.#burst = burst;
	}

	/** Earliest time that conforms; monotonic, ms. */
	get dueAt(): number {
		return this.#nextAt - (this.#burst - 1) * this.#intervalMs;
	}

	/** @param arrivedAt when it could have been served, had the way been free; not before the last one's */
	record(arrivedAt: number): void {
		this.#nextAt = Math.max(this.#nextAt, arrivedAt) + this.#intervalMs;
	}

	/** Another rate from the next one on; what was taken already keeps its place. */
	setInterval(intervalMs: number): void {
		this.#intervalMs = intervalMs;
	}
}
