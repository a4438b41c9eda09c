import { Gcra } from "./gcra.ts";
import { SuccessLog } from "./successLog.ts";

/** Attempts under way at first; as many as TCP sends before it has heard anything (RFC 3390). */
const firstWindow = 4;
/** So many more for each success: a third of TCP's slow start (RFC 5681), as what is too much is refused, not just late. */
const windowGrowth = 1 / 3;

/** What is given up of the rate that was refused: little where it had been good for long, more where it had not. */
const [littleLess, muchLess] = [0.02, 0.06];
/** Where the rate lingers, as a share of what was let through: at the limit itself, a late timer is enough for a refusal. */
const below = 0.98;
/** Time until the rate is back where it was refused, ms. The first one is only a guess from a burst, and soon tried. */
const [firstReturnMs, returnMs] = [700, 30_000];
const minPerSecond = 1 / 60;
/** The span in which what was let through is counted, ms: that of the server's own limit is not known. */
const [minSpanMs, maxSpanMs] = [1_000, 60_000];
/** How much lateness of a timer is made up for, ms. */
const maxLatenessMs = 20;

/**
 * How fast the other side lets attempts through, learnt from what it refuses. Until it refuses one, only the attempts
 * under way are bounded, by a bound that soon is none. After that they are spread evenly, at a rate that falls at a
 * refusal and grows as CUBIC's window does (RFC 9438): fast back to near where it was refused, slow around there, and
 * faster again once that proves to be allowed now.
 */
export class AdaptiveRate {
	#window = firstWindow;
	readonly #successes = new SuccessLog();
	/** Undefined until something was refused. */
	#gcra: Gcra | undefined;
	/** Around which the rate grows: what was let through when it was refused. */
	#targetPerSecond = 0;
	#decrease = littleLess;
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
	 * @param startedAt of the attempt: those that were under way at the last refusal tell nothing new
	 * @param untilMs how long nothing may be tried
	 */
	refused(startedAt: number, now: number, untilMs: number): void {
		const isNews = startedAt > this.#refusedAt;
		if (isNews) {
			const heldMs = untilMs - now;
			this.#learn(startedAt, Math.min(Math.max(heldMs, minSpanMs), maxSpanMs));
			this.#refusedAt = now;
		}
		this.#growsFrom = Math.max(this.#growsFrom, untilMs);
		this.#gcra ??= new Gcra(1_000 / this.#perSecond(untilMs), 1);
	}

	#learn(at: number, spanMs: number): void {
		const isFirst = this.isFresh;
		const sinceMs = at - this.#growsFrom;
		const had = isFirst ? Number.POSITIVE_INFINITY : this.#perSecond(at);
		const letThrough = isFirst ? this.#successes.perSecond(at, spanMs) : this.#admittedPerSecond(at, spanMs, sinceMs);
		const refused = letThrough > 0 ? Math.min(had, letThrough) : Math.min(had, 1) / 2;
		this.#decrease = !isFirst && sinceMs < this.#returnMs / 3 ? muchLess : littleLess;
		this.#returnMs = isFirst ? firstReturnMs : returnMs;
		this.#targetPerSecond = Math.max(minPerSecond, refused * (isFirst ? 1 : below));
	}

	/** The lower of two counts: one over a single span may have seen two of the server's own. */
	#admittedPerSecond(at: number, spanMs: number, sinceMs: number): number {
		if (sinceMs < spanMs / 2) return this.#successes.perSecond(at, Math.max(1, sinceMs));
		const longerMs = Math.min(Math.max(sinceMs, spanMs), 2 * spanMs);
		return Math.min(this.#successes.perSecond(at, spanMs), this.#successes.perSecond(at, longerMs));
	}

	#perSecond(now: number): number {
		const way = (Math.max(now, this.#growsFrom) - this.#growsFrom - this.#returnMs) / this.#returnMs;
		return this.#targetPerSecond * (1 + this.#decrease * way ** 3);
	}
}
