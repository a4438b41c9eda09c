import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { RateLimit } from "../model/policies.ts";
import { RateSchedule } from "./rateSchedule.ts";

/** A lane that asks within this time of the timer, ms, was waiting for it, even if it was woken in between. */
const sameMomentMs = 1;

interface Waiter {
	/** Whose lane waits. */
	readonly owner: object;
	wake(): void;
}

/** Queues lanes for a rate limit, of one run or of all runs that share it: in order, with one timer for all of them. */
export class RateLimiter {
	readonly clock: Clock;
	readonly #schedule: RateSchedule;
	readonly #waiting: Waiter[] = [];
	#timer: Disposable | undefined;
	#firedAt = Number.NEGATIVE_INFINITY;

	constructor(limit: RateLimit, clock: Clock) {
		this.#schedule = new RateSchedule(limit);
		this.clock = clock;
	}

	/**
	 * @param askedAt when the lane asked first; monotonic, ms
	 * @returns whether a permit was taken
	 */
	tryAcquire(askedAt: number): boolean {
		const now = this.clock.monotonic();
		const waitedSince = now - this.#firedAt <= sameMomentMs ? Number.NEGATIVE_INFINITY : askedAt;
		return this.#schedule.tryAcquire(now, waitedSince);
	}

	/** Resolves when it is time to ask again. */
	enqueue(owner: object): Promise<void> {
		return new Promise((wake) => this.#waiting.push({ owner, wake }));
	}

	/** How many lanes of one owner wait. */
	waiting(owner: object): number {
		return this.#waiting.reduce((count, waiter) => count + (waiter.owner === owner ? 1 : 0), 0);
	}

	/** Wakes up to `count` lanes of one owner, in order; they go on without a permit. */
	release(owner: object, count: number): void {
		const kept: Waiter[] = [];
		const going: Waiter[] = [];
		for (const waiter of this.#waiting) (waiter.owner === owner && going.length < count ? going : kept).push(waiter);
		this.#waiting.splice(0, Number.POSITIVE_INFINITY, ...kept);
		for (const waiter of going) waiter.wake();
		if (kept.length > 0) return;
		this.#timer?.dispose();
		this.#timer = undefined;
	}

	/** Wakes the next lane, now or when it may go. To be called also when a woken lane has taken no permit. */
	dispatchNext(): void {
		if (this.#timer || this.#waiting.length === 0) return;
		const waitMs = this.#schedule.dueAt - this.clock.monotonic();
		if (waitMs <= 0) {
			this.#waiting.shift()?.wake();
			return;
		}
		this.#timer = this.clock.timer(waitMs, () => {
			this.#timer = undefined;
			this.#firedAt = this.clock.monotonic();
			this.dispatchNext();
		});
	}
}
