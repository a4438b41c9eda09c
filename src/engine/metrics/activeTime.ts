import type { Clock } from "../../base/clock.ts";

/** Time that a run spends running, over all its resumes: a stopwatch. */
export class ActiveTime {
	readonly #clock: Clock;
	#beforeMs: number;
	/** Monotonic, ms; undefined while stopped. */
	#startedAt: number | undefined;

	/** @param beforeMs what the run had spent running before */
	constructor(clock: Clock, beforeMs: number) {
		this.#clock = clock;
		this.#beforeMs = beforeMs;
	}

	get ms(): number {
		return this.#beforeMs + (this.#startedAt === undefined ? 0 : this.#clock.monotonic() - this.#startedAt);
	}

	get isRunning(): boolean {
		return this.#startedAt !== undefined;
	}

	start(): void {
		this.#startedAt ??= this.#clock.monotonic();
	}

	stop(): void {
		this.#beforeMs = this.ms;
		this.#startedAt = undefined;
	}

	/** Takes off time in which the machine slept: on some systems the clock goes on meanwhile. */
	exclude(durationMs: number): void {
		this.#beforeMs -= durationMs;
	}
}
