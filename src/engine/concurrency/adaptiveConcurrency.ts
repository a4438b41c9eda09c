import type { Clock } from "../../base/clock.ts";
import { autoConcurrency, type Policies } from "../model/policies.ts";
import type { Tuning } from "../model/tuning.ts";
import { type ConcurrencyControl, fixedConcurrency } from "./concurrencyControl.ts";
import { type ConcurrencyLimit, limitOf, nextLimit, startingLimit } from "./concurrencyLimit.ts";
import { LoadMeter, type LoadSample, precision } from "./loadMeter.ts";

/** Finds out during the run how many items at once the upstream handles well. */
export class AdaptiveConcurrency implements ConcurrencyControl {
	readonly #clock: Clock;
	readonly #max: number;
	readonly #meter: LoadMeter;
	#limit: ConcurrencyLimit;
	#listener: (() => void) | undefined;

	constructor(clock: Clock, start: number, max: number) {
		this.#clock = clock;
		this.#max = max;
		this.#limit = startingLimit(Math.min(start, max));
		this.#meter = new LoadMeter(this.items, clock.monotonic());
	}

	get items(): number {
		return limitOf(this.#limit);
	}

	get tuning(): Tuning {
		return { concurrency: { value: this.items, why: this.#limit.reason }, batchSize: undefined };
	}

	onChange(listener: () => void): void {
		this.#listener = listener;
	}

	ended(sample: LoadSample): void {
		const now = this.#clock.monotonic();
		const window = this.#meter.ended(sample, now);
		if (!window) return;
		const before = this.items;
		this.#limit = nextLimit(this.#limit, window, this.#max);
		this.#meter.precision = this.#limit.start === "doubling" ? precision.coarse : precision.fine;
		if (this.items === before) return;
		this.#meter.changed(this.items, now);
		this.#listener?.();
	}
}

export function concurrencyControlOf({ concurrency, auto }: Policies, clock: Clock): ConcurrencyControl {
	return auto.concurrency
		? new AdaptiveConcurrency(clock, autoConcurrency.start, concurrency)
		: fixedConcurrency(concurrency);
}
