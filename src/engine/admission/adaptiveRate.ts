import { Gcra } from "./gcra.ts";
import { SuccessLog } from "./successLog.ts";

/** Attempts under way at first: as many as TCP sends before it has heard anything (RFC 3390). */
const firstWindow = 4;
/** Added for each success: a third of TCP's slow start (RFC 5681), as excess is refused here, not just late. */
const windowGrowth = 1 / 3;

/** Share of a refused rate that is given up where it had been good for long: it is nearly right. */
const smallDecrease = 0.02;
/** Share that is given up where the rate had only just recovered from the last refusal: it is further off. */
const largeDecrease = 0.06;
/** Where the rate levels off, as a share of what was let through: at the limit itself, one late timer gets refused. */
const plateau = 0.98;
/** Time until the rate is back where it was refused for the first time, ms: that was only a guess from a burst. */
const firstReturnMs = 700;
/** Time until the rate is back where it was refused, ms, for each later refusal. */
const returnMs = 30_000;
/** Lowest rate that is remembered: one attempt a minute. */
const minPerSecond = 1 / 60;
/** Shortest span over which admitted attempts are counted, ms. The span of the server's own limit is not known. */
const minSpanMs = 1_000;
/** Longest such span, ms, however long the server asks to wait. */
const maxSpanMs = 60_000;
/** How much lateness of a timer is made up for, ms. */
const maxLatenessMs = 20;

/**
 * How fast the upstream lets attempts through, learned from what it refuses. Until the first refusal only the number of
 * attempts under way is bounded, and the bound soon stops mattering. After that attempts are spread evenly, at a rate
 * that falls at a refusal and grows like CUBIC's window (RFC 9438): quickly back to near where it was refused, slowly
 * around there, and faster again once that turns out to be allowed now.
 */
export class AdaptiveRate {
	#window = firstWindow;
	readonly #successes = new SuccessLog();
	/** Undefined until something was refused. */
	#gcra: Gcra | undefined;
	/** Where the rate levels off: about what was let through before the last refusal. */
	#targetPerSecond = 0;
	#decrease = smallDecrease;
	#returnMs = firstReturnMs;
	#growsFrom = 0;
	#refusedAt = Number.NEGATIVE_INFINITY;

	/** Whether there is nothing to remember. */
	get isFresh(): boolean {
		return this.#gcra === undefined;
	}

	/** @returns when the next attempt may begin; infinite until one of those under way has ended. Monotonic, ms */
	readyAt(inFlight: number): number {
		if (this.#gcra) return this.#gcra.dueAt;
		return inFlight < this.#window ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
	}

	begin(now: number): void {
		if (!this.#gcra) return;
		this.#gcra.setInterval(1_000 / this.#perSecond(now));
		this.#gcra.record(now - maxLatenessMs);
	}

	/** @param startedAt of the attempt: when it was let through, however long its work took */
	succeeded(startedAt: number): void {
		this.#successes.add(startedAt);
		if (!this.#gcra) this.#window += windowGrowth;
	}

	/**
	 * @param startedAt of the attempt: those that were under way at the last refusal are no news
	 * @param untilMs when the next attempt may begin; monotonic, ms
	 */
	refused(startedAt: number, now: number, untilMs: number): void {
		const isNews = startedAt > this.#refusedAt;
		if (isNews) {
			const throttledForMs = untilMs - now;
			this.#learn(startedAt, Math.min(Math.max(throttledForMs, minSpanMs), maxSpanMs));
			this.#refusedAt = now;
		}
		this.#growsFrom = Math.max(this.#growsFrom, untilMs);
		this.#gcra ??= new Gcra(1_000 / this.#perSecond(untilMs), 1);
	}

	#learn(at: number, spanMs: number): void {
		const isFirst = this.isFresh;
		const sinceMs = at - this.#growsFrom;
		const tried = isFirst ? Number.POSITIVE_INFINITY : this.#perSecond(at);
		const admitted = isFirst ? this.#successes.perSecond(at, spanMs) : this.#admittedPerSecond(at, spanMs, sinceMs);
		const refused = admitted > 0 ? Math.min(tried, admitted) : Math.min(tried, 1) / 2;
		this.#decrease = !isFirst && sinceMs < this.#returnMs / 3 ? largeDecrease : smallDecrease;
		this.#returnMs = isFirst ? firstReturnMs : returnMs;
		this.#targetPerSecond = Math.max(minPerSecond, refused * (isFirst ? 1 : plateau));
	}

	/** The lower of two counts: a single span may overlap two of the server's own periods. */
	#admittedPerSecond(at: number, spanMs: number, sinceMs: number): number {
		if (sinceMs < spanMs / 2) return this.#successes.perSecond(at, Math.max(1, sinceMs));
		const longerMs = Math.min(Math.max(sinceMs, spanMs), 2 * spanMs);
		return Math.min(this.#successes.perSecond(at, spanMs), this.#successes.perSecond(at, longerMs));
	}

	#perSecond(now: number): number {
		const progress = (Math.max(now, this.#growsFrom) - this.#growsFrom - this.#returnMs) / this.#returnMs;
		return this.#targetPerSecond * (1 + this.#decrease * progress ** 3);
	}
}
