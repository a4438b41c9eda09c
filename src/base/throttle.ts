import type { Clock } from "./clock.ts";
import type { Disposable } from "./disposable.ts";

/** Does something soon after it was asked for, but no more often than every so many ms. */
export class Throttle implements Disposable {
	readonly #clock: Clock;
	readonly #everyMs: number;
	readonly #action: () => void;
	#lastAt = Number.NEGATIVE_INFINITY;
	#timer: Disposable | undefined;
	#disposed = false;

	constructor(clock: Clock, everyMs: number, action: () => void) {
		this.#clock = clock;
		this.#everyMs = everyMs;
		this.#action = action;
	}

	request(): void {
		if (this.#timer || this.#disposed) return;
		const delayMs = Math.max(0, this.#lastAt + this.#everyMs - this.#clock.monotonic());
		// Never at once, as one cause often asks several times.
		this.#timer = this.#clock.timer(delayMs, () => {
			this.#timer = undefined;
			this.#lastAt = this.#clock.monotonic();
			this.#action();
		});
	}

	dispose(): void {
		this.#disposed = true;
		this.#timer?.dispose();
	}
}
