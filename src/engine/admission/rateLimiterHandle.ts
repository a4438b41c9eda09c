import type { RateLimiter } from "./rateLimiter.ts";

/** One run's access to a rate limit, which other runs may share. */
export class RateLimiterHandle {
	readonly #limiter: RateLimiter;
	#isOver = false;

	constructor(limiter: RateLimiter) {
		this.#limiter = limiter;
	}

	/**
	 * @param askedAt when the lane asked first; monotonic, ms
	 * @returns undefined if a permit was taken; else a promise that resolves when it is time to ask again
	 */
	tryAcquire(askedAt: number): Promise<void> | undefined {
		const isAcquired = this.#isOver || this.#limiter.tryAcquire(askedAt);
		const wait = isAcquired ? undefined : this.#limiter.enqueue(this);
		this.#limiter.dispatchNext();
		return wait;
	}

	/** How many lanes of this run wait for a permit. */
	get waiting(): number {
		return this.#limiter.waiting(this);
	}

	/** Resolves when it has taken a permit. */
	async acquire(): Promise<void> {
		const askedAt = this.#limiter.clock.monotonic();
		for (let wait = this.tryAcquire(askedAt); wait; wait = this.tryAcquire(askedAt)) await wait;
	}

	/** Lets up to `count` waiting lanes go on without a permit: another lane has taken one for all of them. */
	releaseFollowers(count: number): void {
		this.#limiter.release(this, count);
	}

	/** See {@link RateLimiter.dispatchNext}. */
	dispatchNext(): void {
		this.#limiter.dispatchNext();
	}

	/** Wakes every lane of this run; from now on none of them has to wait. */
	end(): void {
		this.#isOver = true;
		this.#limiter.release(this, Number.POSITIVE_INFINITY);
	}
}
