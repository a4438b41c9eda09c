import type { Clock } from "../../../src/base/clock.ts";
import type { Disposable } from "../../../src/base/disposable.ts";

interface Timer {
	readonly firesAt: number;
	callback(): void;
}

/** Time that goes on only as a test lets it, from one timer to the next. */
export class TestClock implements Clock {
	#now = 0;
	readonly #timers = new Set<Timer>();
	readonly #firesAt: (dueAt: number) => number;

	/** @param firesAt when a timer really fires that is due then: not before */
	constructor(firesAt: (dueAt: number) => number = (dueAt) => dueAt) {
		this.#firesAt = firesAt;
	}

	readonly now = () => 1_700_000_000_000 + this.#now;
	readonly monotonic = () => this.#now;

	timer(delayMs: number, callback: () => void): Disposable {
		const timer = { firesAt: Math.max(this.#now, this.#firesAt(this.#now + Math.max(1, delayMs))), callback };
		this.#timers.add(timer);
		return { dispose: () => this.#timers.delete(timer) };
	}

	/** Lets `durationMs` go by, and everything happen that is due in it. */
	async pass(durationMs: number): Promise<void> {
		const end = this.#now + durationMs;
		await settled();
		for (let next = this.#next(); next && next.firesAt <= end; next = this.#next()) {
			this.#timers.delete(next);
			this.#now = next.firesAt;
			next.callback();
			await settled();
		}
		this.#now = end;
	}

	/** Lets time go by until the promise has settled. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let isOver = false;
		const over = () => {
			isOver = true;
		};
		promise.then(over, over);
		while (!isOver) {
			const next = this.#next();
			await this.pass(next ? next.firesAt - this.#now : 0);
		}
		return promise;
	}

	#next(): Timer | undefined {
		let next: Timer | undefined;
		for (const timer of this.#timers) if (!next || timer.firesAt < next.firesAt) next = timer;
		return next;
	}
}

/** What has been set off has come to rest: promises, and a few turns of the event loop for what goes by those. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate);
}
