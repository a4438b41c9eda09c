import type { Clock } from "../base/clock.ts";
import { type BatchSize, type BatchTimes, isClimbing, nextSize, sizeAfterRefusal, startingSize } from "./batchSize.ts";
import { type ConcurrencyLimit, forgetBaseline, limitOf, nextLimit, startingLimit } from "./concurrencyLimit.ts";
import { LoadMeter, type LoadWindow, precision } from "./loadMeter.ts";
import { autoBatchSize, autoConcurrency, type Policies } from "./policies.ts";
import type { Tuning, Width } from "./width.ts";

/** Each item under way has a lane, and takes memory. */
const mostItems = 50_000;

/** A batch that was handed over, and what has come of it. */
export interface BatchCall {
	readonly items: number;
	readonly durationMs: number;
	/** `refused`: too large. `failed`: for whatever else, which says nothing of the size or the load. */
	readonly ending: "through" | "pushedBack" | "refused" | "failed";
}

/** How many batches of how many items there may be at once: as the job says, or found out while the run is running. */
export class BatchWidth implements Width {
	readonly #clock: Clock;
	readonly #auto: Policies["auto"];
	readonly #longestMs: number;
	readonly #mostBatches: number;
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
		this.#longestMs = Math.min(autoBatchSize.longestMs, (timeoutMs ?? Number.POSITIVE_INFINITY) / 2);
		this.#mostBatches = concurrency;
		this.#size = startingSize(batchSize, auto.batchSize ? autoBatchSize.most : batchSize);
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

	follow(listener: () => void): void {
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

	/** One thing at a time: a batch that is larger takes longer, without anything queueing. */
	#learn(window: LoadWindow): void {
		const { concurrency, batchSize } = this.#auto;
		const { size } = this;
		if (batchSize && window.meanMs !== undefined) {
			this.#size = nextSize(this.#size, this.#times(window.meanMs));
		}
		const isSettled = !batchSize || (!isClimbing(this.#size) && this.size === size);
		if (concurrency && (isSettled || window.pushedBack > 0)) this.#learnLimit(window);
		const isRough = concurrency && isSettled && this.#limit.start === "doubling";
		this.#meter.precision = isRough ? precision.coarse : precision.fine;
	}

	#learnLimit(window: LoadWindow): void {
		if (this.#baselineSize !== this.size) this.#limit = forgetBaseline(this.#limit);
		this.#baselineSize = this.size;
		this.#limit = nextLimit(this.#limit, window, Math.min(this.#mostBatches, this.#affordable()));
	}

	#times(meanMs: number): BatchTimes {
		const baselineMs = this.#baselineSize === this.size ? this.#limit.baselineMs : undefined;
		return { meanMs, aloneMs: Math.min(meanMs, baselineMs ?? meanMs), longestMs: this.#longestMs };
	}

	#affordable(): number {
		return Math.max(1, Math.floor(mostItems / this.size));
	}
}
