/** Shortest window, ms: anything shorter measures timers and garbage collection. */
const minWindowMs = 100;
/** Fewest attempts in a window. */
const minEnded = 10;
/** Uneven durations lengthen a window until their mean is certain enough, but not beyond this many attempts. */
const maxEnded = 300;
/** Length assumed for a round before one was seen, ms. */
const firstRoundMs = 1_000;

/** How certain a window's mean has to be: its standard error as a share of the mean. */
export const precision = { coarse: 0.15, fine: 0.05, finest: 0.03 } as const;

/** How an attempt (or a batch) ended, as far as load is concerned. */
export interface LoadSample {
	readonly durationMs: number;
	/** The upstream asked for less. */
	readonly isPushback: boolean;
}

/** What the attempts that ended in one interval show, all under the same limit. */
export interface LoadWindow {
	/** Mean duration of those that got through; undefined if none did. */
	readonly meanMs: number | undefined;
	/** How many of those were under way on average, by Little's law from their durations. */
	readonly busy: number;
	/** Share of attempts that were pushed back, 0 to 1. */
	readonly pushedBack: number;
}

/**
 * Groups attempts into windows as they end. A window is at least one round (as many attempts as may be under way at
 * once), so that slow ones are in it, too. The round after a change is left out, as its attempts started before.
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
		// The first attempts of all also open connections, and load what is loaded only once.
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
			// Push backs of attempts from before the change are no news: the change may have been the answer to them.
			this.#pushbacks++;
		}
		return this.#isEnough(now) ? this.#close(now) : undefined;
	}

	/** From now on `limit` attempts may be under way, or attempts do something else. */
	changed(limit: number, now: number): void {
		this.#warmUp = Math.max(this.#limit, limit);
		this.#limit = limit;
		this.#changedAt = now;
		this.#open(now);
	}

	/** Attempts that are pushed back end at once, and do not make up a round. */
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
