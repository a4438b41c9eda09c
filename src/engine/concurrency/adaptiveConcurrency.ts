import type { Clock } from "../../base/clock.ts";
import { autoConcurrency, type Policies } from "../model/policies.ts";
import type { Tuning } from "../model/tuning.ts";
import { type ConcurrencyLimit, limitOf, nextLimit, startingLimit } from "./concurrencyLimit.ts";
import { LoadMeter, type LoadSample, precision } from "./loadMeter.ts";
import { fixedWidth, type Width } from "./width.ts";

/** As many items at once as the other side takes well, found out while the run is running. */
export class AutoWidth implements Width {
	readonly #clock: Clock;
	readonly #most: number;
	readonly #meter: LoadMeter;
	#limit: ConcurrencyLimit;
	#listener: (() => void) | undefined;

	constructor(clock: Clock, start: number, most: number) {
		this.#clock = clock;
		this.#most = most;
		this.#limit = startingLimit(Math.min(start, most));
		this.#meter = new LoadMeter(this.items, clock.monotonic());
	}

	get items(): number {
		return limitOf(this.#limit);
	}

	get tuning(): Tuning {
		return { concurrency: { value: this.items, why: this.#limit.reason }, batchSize: undefined };
	}

	follow(listener: () => void): void {
		this.#listener = listener;
	}

	ended(sample: LoadSample): void {
		const now = this.#clock.monotonic();
		const window = this.#meter.ended(sample, now);
		if (!window) return;
		const before = this.items;
		this.#limit = nextLimit(this.#limit, window, this.#most);
		this.#meter.precision = this.#limit.start === "doubling" ? precision.coarse : precision.fine;
		if (this.items === before) return;
		this.#meter.changed(this.items, now);
		this.#listener?.();
	}
}

export function widthOf({ concurrency, auto }: Policies, clock: Clock): Width {
	return auto.concurrency ? new AutoWidth(clock, autoConcurrency.start, concurrency) : fixedWidth(concurrency);
}
