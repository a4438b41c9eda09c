import type { Clock } from "../../../src/base/clock.ts";

interface Timer {
	/** When it rings. */
	readonly dueMs: number;
	readonly callback: () => void;
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
	/** Wall clock, ms since the epoch; a test may set it to anything. */
	wallMs = 1_795_442_701_000;
	#monotonicMs = 0;
	readonly #timers = new Set<Timer>();
	readonly #ringsAt: (dueMs: number) => number;
	/** Timers that have rung. */
	rung = 0;

	/** @param ringsAt when a timer that is due at `dueMs` really rings: not before */
	constructor(ringsAt: (dueMs: number) => number = (dueMs) => dueMs) {
		this.#ringsAt = ringsAt;
	}

	now(): number {
		return this.wallMs;
	}

	monotonic(): number {
		return this.#monotonicMs;
	}

	timer(delayMs: number, callback: () => void) {
		// As in Node.js: none rings within the same ms.
		const dueMs = Math.max(this.#monotonicMs, this.#ringsAt(this.#monotonicMs + Math.max(1, delayMs)));
		const timer = { dueMs, callback };
		this.#timers.add(timer);
		return { dispose: () => void this.#timers.delete(timer) };
	}

	/** Lets time pass: each timer rings when it is due, and everything that follows from it happens. */
	async advance(ms: number): Promise<void> {
		const until = this.#monotonicMs + ms;
		await settled();
		for (let next = this.#next(until); next; next = this.#next(until)) {
			this.#moveTo(Math.max(this.#monotonicMs, next.dueMs));
			await this.#ring(next);
		}
		this.#moveTo(until);
		await settled();
	}

	/** Lets time pass until the promise has settled. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let isOver = false;
		const over = () => {
			isOver = true;
		};
		promise.then(over, over);
		while (!isOver) {
			const next = this.#next(Number.POSITIVE_INFINITY);
			await this.advance(next ? Math.max(0, next.dueMs - this.#monotonicMs) : 0);
		}
		return promise;
	}

	/** The machine sleeps meanwhile: whatever was due rings once, when it wakes. */
	async sleep(ms: number): Promise<void> {
		await settled();
		this.#moveTo(this.#monotonicMs + ms);
		const late = [...this.#timers].filter(({ dueMs }) => dueMs <= this.#monotonicMs);
		for (const timer of late.sort((a, b) => a.dueMs - b.dueMs)) if (this.#timers.has(timer)) await this.#ring(timer);
	}

	#next(until: number): Timer | undefined {
		let next: Timer | undefined;
		for (const timer of this.#timers) if (timer.dueMs <= until && (!next || timer.dueMs < next.dueMs)) next = timer;
		return next;
	}

	async #ring(timer: Timer): Promise<void> {
		this.#timers.delete(timer);
		this.rung++;
		timer.callback();
		await settled();
	}

	#moveTo(monotonicMs: number): void {
		this.wallMs += monotonicMs - this.#monotonicMs;
		this.#monotonicMs = monotonicMs;
	}
}

/** Turns of the event loop that the longest chain in a run takes, from an outcome to the lane's next item. */
const turns = 12;

/** Lets everything happen that does not wait for a timer. */
export async function settled(): Promise<void> {
	for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
}
