import { AdaptiveRate } from "./adaptiveRate.ts";
import { Inquiry, type Refusal, type Verdict } from "./inquiry.ts";
import { RefusalShare } from "./refusalShare.ts";

/** Attempts under way at first: as many as TCP sends before it has heard anything (RFC 3390). */
const firstWindow = 4;
/** Added for each success: a third of TCP's slow start (RFC 5681), as excess is refused here, not just late. */
const windowGrowth = 1 / 3;

/** Refusals, with hardly an attempt let through in between, that are a limit. Of 2 % by chance, 1 in 2,500 is that. */
const limitRefusals = 3;
/** Share of refusals above which single ones are a limit too, which is only just exceeded. */
const limitShare = 0.06;
/** Attempts that such a share is taken of, at least. */
const shareAttempts = 100;

/** A rate that single refusals have brought down to this share of itself, and that still is refused, is not the cause. */
const lowestShare = 0.4;
/** A limit that is found again and again, with fewer attempts than these in between, is none. */
const fewAttempts = 100;
const maxLimitsInRow = 4;
/** Attempts after which a learnt rate has shown that it helps, and how many of them are refused then, at most. */
const helpfulAttempts = 200;
const helpfulRefusals = 6;
/** Each rate that was not the cause makes it take twice as much to learn the next one; at most this often. */
const maxMistakes = 3;

/**
 * How fast attempts for one upstream may begin. Nothing is known at first but that not too many should be under way at
 * once, and the bound on these soon stops mattering. What follows a refusal tells what it was: where other attempts get
 * through, it was that item's alone; where they are refused too, all wait, and a rate is learnt. A rate that does not
 * lower the share of refusals was not their cause, and is forgotten.
 */
export class Pacing {
	readonly #learns: boolean;
	readonly #rate: AdaptiveRate;
	#window = firstWindow;
	#inquiry: Inquiry | undefined;
	/** When a limit was found last: attempts under way then are no news. Monotonic, ms. */
	#limitAt = Number.NEGATIVE_INFINITY;
	readonly #refusals = new RefusalShare();
	/** Attempts since the rate was learnt, and those of them that were refused. */
	#attempts = 0;
	#refused = 0;
	/** Limits found one soon after the other. */
	#limitsInRow = 0;
	/** The rate as it was learnt from the first of these, or from the second, as the first may only have ended a burst. */
	#learntPerSecond = 0;
	/** Rates that were not the cause. */
	#mistakes = 0;

	/**
	 * @param learns whether it may learn a rate
	 * @param usualPerSecond attempts that got through before there was a reason to count them
	 */
	constructor(learns: boolean, usualPerSecond = 0) {
		this.#learns = learns;
		this.#rate = new AdaptiveRate(usualPerSecond);
	}

	/** Whether there is nothing to remember. */
	get isFresh(): boolean {
		return this.#rate.isFresh && this.#inquiry === undefined;
	}

	/** The learnt rate, attempts per second; undefined where there is none. */
	perSecond(now: number): number | undefined {
		return this.#rate.isFresh ? undefined : this.#rate.perSecond(now);
	}

	/** @returns when the next attempt may begin; infinite until one of those under way has ended. Monotonic, ms */
	readyAt(inFlight: number): number {
		const inquiryAt = this.#inquiry?.readyAt ?? Number.NEGATIVE_INFINITY;
		if (!this.#rate.isFresh) return Math.max(inquiryAt, this.#rate.readyAt);
		return inFlight < this.#window ? inquiryAt : Number.POSITIVE_INFINITY;
	}

	begin(now: number): void {
		this.#inquiry?.probed(now);
		this.#rate.begin(now);
	}

	/** An attempt has ended; to be called before what is known of it is told. */
	ended(startedAt: number): void {
		this.#inquiry?.ended(startedAt);
	}

	/**
	 * @param startedAt of the attempt: when it was let through, however long its work took
	 * @returns as {@link refused}
	 */
	accepted(startedAt: number, now: number): number | undefined {
		this.#refusals.add(false);
		this.#rate.succeeded(startedAt);
		if (this.#rate.isFresh) this.#window += windowGrowth;
		else if (startedAt > this.#limitAt) this.#attempts++;
		const verdict = this.#inquiry?.accepted(startedAt);
		return verdict && this.#conclude(verdict, now);
	}

	/** @returns until when all have to wait; undefined where only the refused item has to. Monotonic, ms */
	refused(refusal: Refusal): number | undefined {
		this.#refusals.add(true);
		if (refusal.startedAt <= this.#limitAt) return refusal.untilMs;
		this.#attempts++;
		this.#refused++;
		if (!this.#inquiry) {
			this.#inquiry = new Inquiry(refusal, this.#rate.isFresh ? limitRefusals * 2 ** this.#mistakes : limitRefusals);
			return undefined;
		}
		const verdict = this.#inquiry.refused(refusal);
		return verdict && this.#conclude(verdict, refusal.at);
	}

	/** @returns until when all have to wait; undefined where nobody has to */
	#conclude(verdict: Verdict, now: number): number | undefined {
		const inquiry = this.#inquiry;
		this.#inquiry = undefined;
		if (!inquiry) return undefined;
		if (verdict === "limit") return this.#limitFound(inquiry, now);
		if (this.#rate.isFresh) {
			const isOften = this.#refusals.attempts >= shareAttempts && this.#refusals.share > this.#limitShare;
			if (isOften) {
				this.#limitsInRow = 0;
				this.#learn(inquiry, now, now);
			}
			return undefined;
		}
		this.#rate.refused(inquiry.startedAt, now, now);
		if (this.#rate.perSecond(now) < lowestShare * this.#learntPerSecond) this.#forget();
		return undefined;
	}

	/** @returns until when all have to wait; undefined where nobody has to */
	#limitFound(inquiry: Inquiry, now: number): number | undefined {
		const { untilMs } = inquiry;
		const isInRow = !this.#rate.isFresh && this.#attempts < fewAttempts;
		this.#limitsInRow = isInRow ? this.#limitsInRow + 1 : 1;
		if (this.#limitsInRow > maxLimitsInRow) {
			this.#forget();
			return undefined;
		}
		this.#limitAt = now;
		this.#learn(inquiry, now, untilMs);
		return untilMs;
	}

	#learn(inquiry: Inquiry, now: number, untilMs: number): void {
		if (!this.#learns) return;
		if (this.#attempts >= helpfulAttempts && this.#refused <= helpfulRefusals) this.#mistakes = 0;
		this.#rate.refused(inquiry.startedAt, now, untilMs);
		if (this.#limitsInRow <= 2) this.#learntPerSecond = this.#rate.perSecond(untilMs);
		this.#attempts = 0;
		this.#refused = 0;
	}

	get #limitShare(): number {
		return Math.min(0.5, limitShare * 2 ** this.#mistakes);
	}

	#forget(): void {
		this.#rate.forget();
		this.#refusals.clear();
		this.#limitsInRow = 0;
		this.#mistakes = Math.min(maxMistakes, this.#mistakes + 1);
	}
}
