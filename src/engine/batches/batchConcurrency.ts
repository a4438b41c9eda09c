import type { Clock } from "../../base/clock.ts";
import type { ConcurrencyControl } from "../concurrency/concurrencyControl.ts";
import {
	type ConcurrencyLimit,
	chancePushback,
	forgetBaseline,
	isFoundByPushback,
	limitOf,
	nextLimit,
	scaledLimit,
	startingLimit,
} from "../concurrency/concurrencyLimit.ts";
import { LoadMeter, type LoadWindow, precision } from "../concurrency/loadMeter.ts";
import { autoBatchSize, autoConcurrency, type Policies } from "../model/policies.ts";
import type { Tuning } from "../model/tuning.ts";
import { type BatchSize, type BatchTimes, isDoubtful, nextSize, sizeAfterRefusal, startingSize } from "./batchSize.ts";

/** Each item under way has a lane, and takes memory. */
const maxItems = 50_000;

/** A batch that was handed over, and what has come of it. */
export interface BatchCall {
	readonly items: number;
	readonly durationMs: number;
	/** `refused`: too large. `failed`: for whatever else, which says nothing of the size or the load. */
	readonly ending: "through" | "pushedBack" | "refused" | "failed";
}

/** How many batches of how many items there may be at once: as the job says, or found out while the run is running. */
export class BatchConcurrency implements ConcurrencyControl {
	readonly #clock: Clock;
	readonly #auto: Policies["auto"];
	readonly #maxMs: number;
	readonly #maxBatches: number;
	readonly #meter: LoadMeter;
	#size: BatchSize;
	#limit: ConcurrencyLimit;
	/** Of the batches that the limit's baseline is about. */
	#baselineSize: number;
	#listener: (() => void) | undefined;

	constructor(
		clock: Clock,
		{ auto, batchSize, concurrency, timeoutMs }: Pick<Policies, "auto" | "batchSize" | "concurrency" | "timeoutMs">,
	) {
		this.#clock = clock;
		this.#auto = auto;
		this.#maxMs = Math.min(autoBatchSize.maxMs, (timeoutMs ?? Number.POSITIVE_INFINITY) / 2);
		this.#maxBatches = concurrency;
		this.#size = startingSize(batchSize, auto.batchSize ? autoBatchSize.max : batchSize);
		this.#baselineSize = this.size;
		this.#limit = startingLimit(auto.concurrency ? Math.min(autoConcurrency.start, concurrency) : concurrency);
		this.#meter = new LoadMeter(this.batches, clock.monotonic());
	}

	get size(): number {
		return this.#size.size;
	}

	get batches(): number {
		const limit = limitOf(this.#limit);
		return this.#auto.batchSize ? Math.min(limit, this.#affordable()) : limit;
	}

	get items(): number {
		return this.batches * this.size;
	}

	get tuning(): Tuning {
		const { concurrency, batchSize } = this.#auto;
		return {
			concurrency: concurrency ? { value: this.batches, why: this.#limit.reason } : undefined,
			batchSize: batchSize ? { value: this.size, why: this.#size.reason } : undefined,
		};
	}

	onChange(listener: () => void): void {
		this.#listener = listener;
	}

	called({ items, durationMs, ending }: BatchCall): void {
		const { concurrency, batchSize } = this.#auto;
		if (!(concurrency || batchSize) || ending === "failed") return;
		const now = this.#clock.monotonic();
		const before = { size: this.size, batches: this.batches };
		if (ending === "refused") {
			if (batchSize) this.#size = sizeAfterRefusal(this.#size, items);
		} else if (items === this.size || ending === "pushedBack") {
			// A batch of another size (the last one, a half of one that failed) takes its own time.
			const window = this.#meter.ended({ durationMs, isPushback: ending === "pushedBack" }, now);
			if (window) this.#learn(window);
		}
		if (this.size === before.size && this.batches === before.batches) return;
		this.#meter.changed(this.batches, now);
		this.#listener?.();
	}

	/**
	 * One thing at a time, as a larger batch takes longer without anything queueing: the limit while it is looked for,
	 * when batches are small and soon over; then the size; and from then on the limit, but for the windows that try a size.
	 */
	#learn(window: LoadWindow): void {
		const { concurrency, batchSize } = this.#auto;
		const { size: tried, before } = this.#size;
		const isAboutSize = batchSize && (before !== undefined || this.#isLimitFound(window));
		if (isAboutSize && window.meanMs !== undefined) {
			this.#size = nextSize(this.#size, this.#times(window, window.meanMs));
			if (before && this.size >= tried) this.#keepLimit(tried, window.meanMs / before.meanMs);
		}
		if (concurrency && !before && this.size === tried) this.#learnLimit(window);
		if (isDoubtful(this.#size)) this.#meter.precision = precision.finest;
		else this.#meter.precision = concurrency && this.#limit.start === "doubling" ? precision.coarse : precision.fine;
	}

	/** As far as it is to be found: the other side may not be asked for as much as it takes. */
	#isLimitFound(window: LoadWindow): boolean {
		const isPushedBack = window.pushedBack > chancePushback;
		// A number of lanes that is too many stays so: then a size is looked for once.
		if (!this.#auto.concurrency) return !isPushedBack || !this.#size.hasRested;
		if (this.#limit.probe || isPushedBack) return false;
		const { start, level } = this.#limit;
		return start === "over" || limitOf(this.#limit) >= this.#maxLimit || window.busy < level / 2;
	}

	/** @param longer what the batches' duration was multiplied by when they got that size */
	#keepLimit(size: number, longer: number): void {
		this.#limit = scaledLimit(this.#limit, longer, this.#maxLimit);
		this.#baselineSize = size;
	}

	#learnLimit(window: LoadWindow): void {
		if (this.#baselineSize !== this.size) this.#limit = forgetBaseline(this.#limit);
		this.#baselineSize = this.size;
		this.#limit = nextLimit(this.#limit, window, this.#maxLimit);
	}

	#times(window: LoadWindow, meanMs: number): BatchTimes {
		const baselineMs = this.#baselineSize === this.size ? this.#limit.baselineMs : undefined;
		const aloneMs = Math.min(meanMs, baselineMs ?? meanMs);
		return { meanMs, aloneMs, maxMs: this.#maxMs, rate: this.#rate(window, meanMs) };
	}

	/** What the size is good for: compared with that of another one, while the lanes are as many. */
	#rate({ busy, pushedBack }: LoadWindow, meanMs: number): number {
		const isPushedBack = pushedBack > chancePushback;
		if (!this.#auto.concurrency) {
			// Lanes that are pushed back are kept from what they could do.
			return (this.size / meanMs) * (isPushedBack ? Math.min(1, busy / this.batches) : 1);
		}
		// Where that begins with a larger size, it is items that are too many, however they come.
		if (isPushedBack) return 0;
		// So many calls a second are taken: what counts is what there is in one.
		return isFoundByPushback(this.#limit) ? this.size : this.size / meanMs;
	}

	get #maxLimit(): number {
		return Math.min(this.#maxBatches, this.#affordable());
	}

	#affordable(): number {
		return Math.max(1, Math.floor(maxItems / this.size));
	}
}
