/** Attempts that are remembered: enough to measure a rate. */
const length = 1_024;

/** When the latest successful attempts started: the rate that an upstream lets through. */
export class SuccessLog {
	readonly #times = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
	#at = 0;

	add(at: number): void {
		this.#times[this.#at] = at;
		this.#at = (this.#at + 1) % length;
	}

	/** Successes per second, of attempts that started in the `spanMs` up to `now`. */
	perSecond(now: number, spanMs: number): number {
		let count = 0;
		let oldest = now;
		for (let back = 1; back <= length; back++) {
			const at = this.#times[(this.#at - back + length) % length] ?? Number.NEGATIVE_INFINITY;
			if (at <= now - spanMs) return (count / spanMs) * 1_000;
			count++;
			oldest = at;
		}
		return (count / Math.max(1, now - oldest)) * 1_000;
	}
}
