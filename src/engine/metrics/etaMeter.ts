import { RateMeter } from "./rateMeter.ts";

/** Memories of the averages, ms: each four times as long as the one before, up to 17 hours. */
const memoriesMs = Array.from({ length: 7 }, (_, at) => 15_000 * 4 ** at);
/** How far to look back, as a share of how far to look ahead. */
const lookBack = 0.5;
/** A memory has to hold this many of the gaps in which no item ends, or its rate would be that of a gap or a burst. */
const minGaps = 4;
/** The time left changes at most by this factor per second, apart from the second itself. */
const maxFactor = 1.5;
/** Below this, ms, a jump does not matter, and there is no time left to smooth it. */
const shortMs = 10_000;
/** There is no time left to show before the run was watched for this long, ms. */
const minSeenMs = 1_000;

/** A rate's memory, and the time left by that rate: both as logarithms of ms. */
interface Outlook {
	readonly memory: number;
	readonly eta: number;
}

/**
 * Time left on uneven work: items left, divided by a moving average of their rate whose memory is half of that time
 * itself. Far from the end this is the mean of a long past, in which bursts, pauses and slow starts have their due
 * share; towards the end it follows what happens now. (How much smoothing is best depends on how far a forecast looks
 * ahead: E. Gardner, "Exponential smoothing: the state of the art", 1985.) The averages, with exponential weights as in
 * {@link RateMeter}, are kept for a few memories, like the load averages of Unix. Between two of them the time left is
 * interpolated linearly in logarithms, at the longest memory that is just as long as it should be. Where items come in
 * bursts, that is at least four of the gaps between them; the mean gap weights each gap by its length.
 *
 * Measured (test/unit/engine/eta.test.ts): in the middle of runs with bursts, a stall, drifting costs or a slow start
 * it was never off by more than 62 %. Items left divided by the rate of the last 5 s were off by more than 20 times
 * with a stall or bursts, and clearly closer (20 % instead of 58 %) only after a slow start.
 */
export class EtaMeter {
	readonly #rates: readonly RateMeter[];
	/** Mean gap in which no item ends, over a few minutes of running. */
	readonly #gap = { ms: 0, memoryMs: memoriesMs[2] ?? 0 };
	#count: number;
	#movedAt: number;
	#seenAt: number;
	#seenMs = 0;
	#last: { readonly etaMs: number; readonly left: number; readonly at: number } | undefined;

	/** @param at monotonic, ms */
	constructor(count: number, at: number) {
		this.#rates = memoriesMs.map((memoryMs) => new RateMeter(count, at, memoryMs));
		this.#count = count;
		this.#movedAt = at;
		this.#seenAt = at;
	}

	/** Takes note that the count stands at `count` now. */
	update(count: number, at: number): void {
		for (const rate of this.#rates) rate.update(count, at);
		this.#seenMs += at - this.#seenAt;
		this.#seenAt = at;
		if (count === this.#count) return;
		const gapMs = at - this.#movedAt;
		const keep = Math.exp(-gapMs / this.#gap.memoryMs);
		this.#gap.ms = this.#gap.ms * keep + gapMs * (1 - keep);
		this.#count = count;
		this.#movedAt = at;
	}

	/** Leaves out the time since the last look, as the run was not running. What was before still counts. */
	skip(count: number, at: number): void {
		for (const rate of this.#rates) rate.skip(count, at);
		this.#count = count;
		this.#movedAt = at;
		this.#seenAt = at;
		this.#last = undefined;
	}

	/**
	 * @param left items without an outcome, including those that wait for another attempt
	 * @param minRemainingMs the end cannot come earlier, as an item or an upstream is waited for
	 */
	etaMs(left: number, minRemainingMs: number, at: number): number | undefined {
		const byRate = left === 0 ? 0 : this.#byRate(left);
		const etaMs = byRate === undefined || this.#seenMs < minSeenMs ? undefined : Math.max(byRate, minRemainingMs);
		this.#last = etaMs === undefined ? undefined : { etaMs: this.#steadied(etaMs, left, at), left, at };
		return this.#last?.etaMs;
	}

	/** News, such as items that the user queued again, may move it at once. */
	#steadied(etaMs: number, left: number, at: number): number {
		const last = this.#last;
		if (!last || left > last.left || left === 0) return etaMs;
		const factor = maxFactor ** ((at - last.at) / 1_000);
		const expectedMs = Math.max(0, last.etaMs - (at - last.at));
		const steadyMs = Math.min(expectedMs * factor, Math.max(expectedMs / factor, etaMs));
		return Math.max(steadyMs, Math.min(etaMs, shortMs));
	}

	#byRate(left: number): number | undefined {
		let longer: Outlook | undefined;
		for (let at = memoriesMs.length - 1; at >= 0; at--) {
			const rate = this.#rates[at]?.itemsPerSecond ?? 0;
			// Nothing happened within so short a memory: only the longer ones know anything.
			if (rate === 0) break;
			const outlook = { memory: Math.log(memoriesMs[at] ?? 0), eta: Math.log((left / rate) * 1_000) };
			if (this.#wanted(outlook) > outlook.memory)
				return Math.exp(longer ? this.#between(outlook, longer) : outlook.eta);
			longer = outlook;
		}
		return longer && Math.exp(longer.eta);
	}

	/** How long the memory should be for this outlook; a logarithm. */
	#wanted({ eta }: Outlook): number {
		return Math.max(Math.log(minGaps * this.#gap.ms), eta + Math.log(lookBack));
	}

	/** Between a memory that is too short and one that is long enough: at the one that is just long enough. */
	#between(shorter: Outlook, longer: Outlook): number {
		const slope = (longer.eta - shorter.eta) / (longer.memory - shorter.memory);
		const tooShort = Math.max(0, shorter.eta + Math.log(lookBack) - shorter.memory);
		const tooFewGaps = Math.log(minGaps * this.#gap.ms) - shorter.memory;
		const step = Math.max(tooFewGaps, tooShort === 0 ? 0 : tooShort / (1 - slope));
		return shorter.eta + slope * step;
	}
}
