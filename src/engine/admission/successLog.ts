/** Enough to tell a rate by. */
const length = 1_024;

/** When the attempts began that have succeeded last, for the rate that somebody has let through. */
export class SuccessLog {
	readonly #times = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
	#at = 0;

	add(at: number): void {
		this.#times[this.#at] = at;
		this.#at = (this.#at + 1) % length;
	}

	/** Of those that began in the `spanMs` up to `now`, how many a second. */
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
