import { Gcra } from "./gcra.ts";
import { SuccessLog } from "./successLog.ts";

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
 * How fast the upstream lets attempts through, learned from what it refuses: attempts are spread evenly, at a rate that
 * falls at a refusal and grows like CUBIC's window (RFC 9438): quickly back to near where it was refused, slowly around
 * there, and faster again once that turns out to be allowed now.
 */
export class AdaptiveRate {
	readonly #usualPerSecond: number;
	readonly #successes = new SuccessLog();
	/** Undefined until something was learnt. */
	#gcra: Gcra | undefined;
	/** Where the rate levels off: about what was let through before the last refusal. */
	#targetPerSecond = 0;
	#decrease = smallDecrease;
	#returnMs = firstReturnMs;
	#growsFrom = 0;
	#refusedAt = Number.NEGATIVE_INFINITY;

	/** @param usualPerSecond attempts that were let through before they were counted here */
	constructor(usualPerSecond: number) {
		this.#usualPerSecond = usualPerSecond;
	}

	/** Whether no rate is known. */
	get isFresh(): boolean {
		return this.#gcra === undefined;
	}

	/** When the next attempt may begin; monotonic, ms. */
	get readyAt(): number {
		return this.#gcra?.dueAt ?? Number.NEGATIVE_INFINITY;
	}

	begin(now: number): void {
		if (!this.#gcra) return;
		this.#gcra.setInterval(1_000 / this.perSecond(now));
		this.#gcra.record(now - maxLatenessMs);
	}

	/** @param startedAt of the attempt: when it was let through, however long its work took */
	succeeded(startedAt: number): void {
		this.#successes.add(startedAt);
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
		this.#gcra ??= new Gcra(1_000 / this.perSecond(untilMs), 1);
	}

	/** What was learnt was wrong. */
	forget(): void {
		this.#gcra = undefined;
		this.#refusedAt = Number.NEGATIVE_INFINITY;
	}

	perSecond(now: number): number {
		const progress = (Math.max(now, this.#growsFrom) - this.#growsFrom - this.#returnMs) / this.#returnMs;
		return this.#targetPerSecond * (1 + this.#decrease * progress ** 3);
	}

	#learn(at: number, spanMs: number): void {
		const isFirst = this.isFresh;
		const sinceMs = at - this.#growsFrom;
		const tried = isFirst ? Number.POSITIVE_INFINITY : this.perSecond(at);
		const admitted = isFirst ? this.#firstPerSecond(at, spanMs) : this.#admittedPerSecond(at, spanMs, sinceMs);
		const refused = admitted > 0 ? Math.min(tried, admitted) : Number.isFinite(tried) ? tried / 2 : 0.5;
		this.#decrease = !isFirst && sinceMs < this.#returnMs / 3 ? largeDecrease : smallDecrease;
		this.#returnMs = isFirst ? firstReturnMs : returnMs;
		this.#targetPerSecond = Math.max(minPerSecond, refused * (isFirst ? 1 : plateau));
	}

	#firstPerSecond(at: number, spanMs: number): number {
		return Math.max(this.#successes.perSecond(at, spanMs), this.#usualPerSecond);
	}

	/** The lower of two counts: a single span may overlap two of the server's own periods. */
	#admittedPerSecond(at: number, spanMs: number, sinceMs: number): number {
		if (sinceMs < spanMs / 2) return this.#successes.perSecond(at, Math.max(1, sinceMs));
		const longerMs = Math.min(Math.max(sinceMs, spanMs), 2 * spanMs);
		return Math.min(this.#successes.perSecond(at, spanMs), this.#successes.perSecond(at, longerMs));
	}
}
