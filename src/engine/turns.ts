import type { Clock } from "../base/clock.ts";
import type { Disposable } from "../base/disposable.ts";
import type { RateSchedule } from "./rateSchedule.ts";

/** What follows upon a timer within this time was waiting for it, ms; though a lane may have come back in between. */
const sameMomentMs = 1;

/** Where lanes wait for a rate limit: in order, with one timer for all of them. */
export class Turns {
	readonly #schedule: RateSchedule;
	readonly #clock: Clock;
	readonly #waiting: (() => void)[] = [];
	#timer: Disposable | undefined;
	#firedAt = Number.NEGATIVE_INFINITY;
	#isOver = false;

	/** @param schedule perhaps one that other runs go by, too */
	constructor(schedule: RateSchedule, clock: Clock) {
		this.#schedule = schedule;
		this.#clock = clock;
	}

	/**
	 * @param askedAt when the lane asked first; monotonic, ms
	 * @returns undefined where the turn is taken; else it resolves when it is time to ask again
	 */
	take(askedAt: number): Promise<void> | undefined {
		const now = this.#clock.monotonic();
		const waitedSince = now - this.#firedAt <= sameMomentMs ? Number.NEGATIVE_INFINITY : askedAt;
		if (this.#isOver || this.#schedule.take(now, waitedSince)) {
			this.passOn();
			return undefined;
		}
		const wait = new Promise<void>((resolve) => this.#waiting.push(resolve));
		this.passOn();
		return wait;
	}

	/** How many wait for theirs. */
	get waiting(): number {
		return this.#waiting.length;
	}

	/** Resolves when a turn is taken. */
	async taken(): Promise<void> {
		const askedAt = this.#clock.monotonic();
		for (let wait = this.take(askedAt); wait; wait = this.take(askedAt)) await wait;
	}

	/** Lets so many of those that wait go on without a turn, with somebody who has taken one. */
	letAlong(count: number): void {
		for (const letGo of this.#waiting.splice(0, count)) letGo();
	}

	/** The next lane, now or when it may. For one that was let go and has taken no turn, as for one that has. */
	passOn(): void {
		if (this.#timer || this.#waiting.length === 0) return;
		const waitMs = this.#schedule.dueAt - this.#clock.monotonic();
		if (waitMs <= 0) {
			this.#waiting.shift()?.();
			return;
		}
		this.#timer = this.#clock.timer(waitMs, () => {
			this.#timer = undefined;
			this.#firedAt = this.#clock.monotonic();
			this.passOn();
		});
	}

	/** Lets every lane go; from now on nobody has to wait. */
	end(): void {
		this.#isOver = true;
		this.#timer?.dispose();
		this.#timer = undefined;
		for (const letGo of this.#waiting.splice(0)) letGo();
	}
}
