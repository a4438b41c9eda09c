import type { Clock } from "./clock.ts";
import type { Disposable } from "./disposable.ts";

/** Runs an action soon after it is requested, at most once every `everyMs`. */
export class Throttle implements Disposable {
	readonly #clock: Clock;
	readonly #everyMs: number;
	readonly #action: () => void;
	#lastAt = Number.NEGATIVE_INFINITY;
	#timer: Disposable | undefined;
	#isDisposed = false;

	constructor(clock: Clock, everyMs: number, action: () => void) {
		this.#clock = clock;
		this.#everyMs = everyMs;
		this.#action = action;
	}

	request(): void {
		if (this.#timer || this.#isDisposed) return;
		const delayMs = Math.max(0, this.#lastAt + this.#everyMs - this.#clock.monotonic());
		// Never synchronously: one cause often makes several requests.
		this.#timer = this.#clock.timer(delayMs, () => {
			this.#timer = undefined;
			this.#lastAt = this.#clock.monotonic();
			this.#action();
		});
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#timer?.dispose();
	}
}
