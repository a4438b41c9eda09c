import { RateMeter } from "./rateMeter.ts";

/** Memories of the averages, ms: each four times as long as the one before, up to 17 hours. */
const memoriesMs = Array.from({ length: 7 }, (_, at) => 15_000 * 4 ** at);
/** How far to look back, as a part of how far to look ahead. */
const lookBack = 0.5;
/** So many of the gaps in which no item ends have to fit in, or the rate would be that of a gap or of a burst. */
const minGaps = 4;
/** What is told does not move faster than by this factor a second, but for the time that goes by. */
const maxFactor = 1.5;
/** Below, ms, nobody minds a jump, and there is no time left to be careful. */
const shortMs = 10_000;
/** Nothing is told before so much was seen, ms. */
const minSeenMs = 1_000;

/** A rate's memory, and the time left by that rate: both as logarithms of ms. */
interface Outlook {
	readonly memory: number;
	readonly eta: number;
}

/**
 * Time left on uneven work: items left, by a moving average of their rate whose memory is half of that time itself. Far
 * from the end it is the mean of a long past, in which bursts, pauses and slow starts have their due share; towards the
 * end it follows what happens now. (How far a forecast looks ahead says how much smoothing serves it best: E. Gardner,
 * "Exponential smoothing: the state of the art", 1985.) The averages, with exponential weights as in
 * {@link RateMeter}, are kept for a few memories, as Unix keeps its load; between them lies a line in logarithms, and
 * on that the longest memory that is as long as it should be. Where items come in bursts it is at least four of the
 * gaps between them, as a moment meets them: long ones are met longer.
 *
 * Measured (test/unit/engine/eta.test.ts): in the middle of runs with bursts, a stall, drifting costs or a slow start it
 * was never off by more than 62 %. Items left by the rate of the last 5 s, which is what it was before, were off by more
 * than 20 times with a stall or bursts; they were clearly closer (20 % instead of 58 %) only after
 * a slow start.
 */
export class EtaMeter {
	readonly #rates: readonly RateMeter[];
	/** The mean one, over a few minutes of running. */
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

	/** Takes in that the count stands at `count` now. */
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
	 * @param left items without an outcome, those that wait for another attempt among them
	 * @param minRemainingMs the end cannot come before, as somebody waits for so long
	 */
	etaMs(left: number, minRemainingMs: number, at: number): number | undefined {
		const byRate = left === 0 ? 0 : this.#byRate(left);
		const etaMs = byRate === undefined || this.#seenMs < minSeenMs ? undefined : Math.max(byRate, minRemainingMs);
		this.#last = etaMs === undefined ? undefined : { etaMs: this.#steadied(etaMs, left, at), left, at };
		return this.#last?.etaMs;
	}

	/** News, such as items that a person queued again, may move it at once. */
	#steadied(etaMs: number, left: number, at: number): number {
		const told = this.#last;
		if (!told || left > told.left || left === 0) return etaMs;
		const factor = maxFactor ** ((at - told.at) / 1_000);
		const expectedMs = Math.max(0, told.etaMs - (at - told.at));
		const steadyMs = Math.min(expectedMs * factor, Math.max(expectedMs / factor, etaMs));
		return Math.max(steadyMs, Math.min(etaMs, shortMs));
	}

	#byRate(left: number): number | undefined {
		let longer: Outlook | undefined;
		for (let at = memoriesMs.length - 1; at >= 0; at--) {
			const rate = this.#rates[at]?.itemsPerSecond ?? 0;
			// Nothing within a memory that short: what is known is what the longer ones know.
			if (rate === 0) break;
			const outlook = { memory: Math.log(memoriesMs[at] ?? 0), eta: Math.log((left / rate) * 1_000) };
			if (this.#wanted(outlook) > outlook.memory)
				return Math.exp(longer ? this.#between(outlook, longer) : outlook.eta);
			longer = outlook;
		}
		return longer && Math.exp(longer.eta);
	}

	/** How long the memory should be, by what it says; a logarithm. */
	#wanted({ eta }: Outlook): number {
		return Math.max(Math.log(minGaps * this.#gap.ms), eta + Math.log(lookBack));
	}

	/** Between a memory that is too short and one that is long enough: where it is just as long as it should be. */
	#between(shorter: Outlook, longer: Outlook): number {
		const slope = (longer.eta - shorter.eta) / (longer.memory - shorter.memory);
		const tooShort = Math.max(0, shorter.eta + Math.log(lookBack) - shorter.memory);
		const tooFewGaps = Math.log(minGaps * this.#gap.ms) - shorter.memory;
		const step = Math.max(tooFewGaps, tooShort === 0 ? 0 : tooShort / (1 - slope));
		return shorter.eta + slope * step;
	}
}
