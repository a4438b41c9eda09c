import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import type { RateLimit } from "../model/policies.ts";
import { RateSchedule } from "./rateSchedule.ts";

/** What follows upon a timer within this time was waiting for it, ms; though a lane may have come back in between. */
const sameMomentMs = 1;

interface Waiter {
	/** Whose lane waits. */
	readonly owner: object;
	letGo(): void;
}

/** Where lanes wait for a rate limit, of one run or of all that share it: in order, with one timer for all of them. */
export class TurnLine {
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
	 * @returns whether the turn is taken
	 */
	take(askedAt: number): boolean {
		const now = this.clock.monotonic();
		const waitedSince = now - this.#firedAt <= sameMomentMs ? Number.NEGATIVE_INFINITY : askedAt;
		return this.#schedule.take(now, waitedSince);
	}

	/** Resolves when it is time to ask again. */
	wait(owner: object): Promise<void> {
		return new Promise((letGo) => this.#waiting.push({ owner, letGo }));
	}

	/** How many lanes of one owner wait. */
	waiting(owner: object): number {
		return this.#waiting.reduce((count, waiter) => count + (waiter.owner === owner ? 1 : 0), 0);
	}

	/** Lets so many lanes of one owner go, from the first, without a turn. */
	letGo(owner: object, count: number): void {
		const kept: Waiter[] = [];
		const going: Waiter[] = [];
		for (const waiter of this.#waiting) (waiter.owner === owner && going.length < count ? going : kept).push(waiter);
		this.#waiting.splice(0, Number.POSITIVE_INFINITY, ...kept);
		for (const waiter of going) waiter.letGo();
		if (kept.length > 0) return;
		this.#timer?.dispose();
		this.#timer = undefined;
	}

	/** The next lane, now or when it may. For one that was let go and has taken no turn, as for one that has. */
	passOn(): void {
		if (this.#timer || this.#waiting.length === 0) return;
		const waitMs = this.#schedule.dueAt - this.clock.monotonic();
		if (waitMs <= 0) {
			this.#waiting.shift()?.letGo();
			return;
		}
		this.#timer = this.clock.timer(waitMs, () => {
			this.#timer = undefined;
			this.#firedAt = this.clock.monotonic();
			this.passOn();
		});
	}
}
