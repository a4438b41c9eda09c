/** A window lasts at least so long, ms: what is shorter is noise of timers and garbage collection. */
const minWindowMs = 100;
/** Attempts that make a window, at least. */
const minEnded = 10;
/** Uneven durations make it longer, until their mean is certain enough, but not longer than so many attempts. */
const maxEnded = 300;
/** How long a round lasts, as long as nobody knows, ms. */
const firstRoundMs = 1_000;

/** How certain a window's mean is: its standard error by the mean itself. */
export const precision = { coarse: 0.15, fine: 0.05, finest: 0.03 } as const;

/** How an attempt (or a batch) ended, for who measures the load. */
export interface LoadSample {
	readonly durationMs: number;
	/** The other side asked for less. */
	readonly isPushback: boolean;
}

/** What was seen of the attempts that ended in a stretch of time, all under the same limit. */
export interface LoadWindow {
	/** Duration of those that got through; undefined where none did. */
	readonly meanMs: number | undefined;
	/** How many of those were under way, on the average: by Little's law from their durations. */
	readonly busy: number;
	/** Share of attempts that were pushed back, 0 to 1. */
	readonly pushedBack: number;
}

/**
 * Makes windows of attempts that end. A window is at least one round (as many as may be under way at once), so that
 * slow ones are in it, too. The round after a change is left out, as it began before.
 */
export class LoadMeter {
	/** Of the windows to come. */
	precision: number = precision.coarse;
	#limit: number;
	#changedAt: number;
	/** Attempts left of the round that is not counted. */
	#warmUp: number;
	/** How long a round lasts, as last seen. */
	#roundMs = firstRoundMs;
	#openedAt = 0;
	#through = 0;
	#pushbacks = 0;
	#sumMs = 0;
	#sumOfSquares = 0;

	/** @param now monotonic, ms */
	constructor(limit: number, now: number) {
		this.#limit = limit;
		this.#changedAt = now;
		// The first of all make the connections, and load what is loaded once.
		this.#warmUp = limit;
	}

	/** @returns the window that it completes */
	ended(sample: LoadSample, now: number): LoadWindow | undefined {
		if (this.#warmUp > 0) {
			this.#warmUpWith(sample, now);
			return undefined;
		}
		const { durationMs, isPushback } = sample;
		if (!isPushback) {
			this.#through++;
			this.#sumMs += durationMs;
			this.#sumOfSquares += durationMs * durationMs;
		} else if (now - durationMs >= this.#changedAt) {
			// What began before the change could not heed the push back that had led to it.
			this.#pushbacks++;
		}
		return this.#isEnough(now) ? this.#close(now) : undefined;
	}

	/** From now on so many may be under way, or they do something else. */
	changed(limit: number, now: number): void {
		this.#warmUp = Math.max(this.#limit, limit);
		this.#limit = limit;
		this.#changedAt = now;
		this.#open(now);
	}

	/** What is pushed back ends at once, and does not make a round. */
	#warmUpWith({ isPushback }: LoadSample, now: number): void {
		if (!isPushback) this.#warmUp--;
		if (now - this.#changedAt > 2 * this.#roundMs) this.#warmUp = 0;
		this.#openedAt = now;
	}

	#isEnough(now: number): boolean {
		if (this.#through + this.#pushbacks < Math.max(minEnded, this.#limit)) return false;
		const minMs = this.#pushbacks > 0 ? Math.max(minWindowMs, 2 * this.#roundMs) : minWindowMs;
		if (now - this.#openedAt < minMs) return false;
		if (this.#pushbacks > 0 || this.#through >= maxEnded) return true;
		const meanMs = this.#sumMs / this.#through;
		const variance = this.#sumOfSquares / this.#through - meanMs * meanMs;
		return variance / this.#through <= (this.precision * meanMs) ** 2;
	}

	#close(now: number): LoadWindow {
		const meanMs = this.#through > 0 ? this.#sumMs / this.#through : undefined;
		this.#roundMs = meanMs ?? this.#roundMs;
		const window = {
			meanMs,
			busy: this.#sumMs / (now - this.#openedAt),
			pushedBack: this.#pushbacks / (this.#through + this.#pushbacks),
		};
		this.#open(now);
		return window;
	}

	#open(now: number): void {
		this.#openedAt = now;
		this.#through = 0;
		this.#pushbacks = 0;
		this.#sumMs = 0;
		this.#sumOfSquares = 0;
	}
}
