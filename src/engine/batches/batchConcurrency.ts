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

/** A batch that was handed to the operation, and how it ended. */
export interface BatchCall {
	readonly items: number;
	readonly durationMs: number;
	/** `refused`: too large. `failed`: for any other reason, which says nothing about size or load. */
	readonly ending: "through" | "pushedBack" | "refused" | "failed";
}

/** How many batches of how many items there may be at once: fixed by the job, or learned during the run. */
export class BatchConcurrency implements ConcurrencyControl {
	readonly #clock: Clock;
	readonly #auto: Policies["auto"];
	readonly #maxMs: number;
	readonly #maxBatches: number;
	readonly #meter: LoadMeter;
	#size: BatchSize;
	#limit: ConcurrencyLimit;
	/** Size of the batches that the limit's baseline was measured with. */
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
			// A batch of another size (the last one, half of a failed one) does not compare.
			const window = this.#meter.ended({ durationMs, isPushback: ending === "pushedBack" }, now);
			if (window) this.#learn(window);
		}
		if (this.size === before.size && this.batches === before.batches) return;
		this.#meter.changed(this.batches, now);
		this.#listener?.();
	}

	/**
	 * Learns one thing at a time, since a larger batch takes longer without anything queueing: first the limit, while
	 * batches are small and quick; then the size; from then on the limit, except in windows that try a size.
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

	/** Whether the limit is found as far as it can be: the upstream may never be asked for all that it could take. */
	#isLimitFound(window: LoadWindow): boolean {
		const isPushedBack = window.pushedBack > chancePushback;
		// A fixed number of lanes that is too high stays so, and push backs go on: then a size is looked for only once.
		if (!this.#auto.concurrency) return !isPushedBack || !this.#size.hasRested;
		if (this.#limit.probe || isPushedBack) return false;
		const { start, level } = this.#limit;
		return start === "over" || limitOf(this.#limit) >= this.#maxLimit || window.busy < level / 2;
	}

	/** @param longer factor by which batches of that size take longer than those before */
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

	/** How well the size does, see {@link BatchTimes.rate}: comparable while the number of lanes stays the same. */
	#rate({ busy, pushedBack }: LoadWindow, meanMs: number): number {
		const isPushedBack = pushedBack > chancePushback;
		if (!this.#auto.concurrency) {
			// Lanes that are pushed back do less than they could: only the busy ones count.
			return (this.size / meanMs) * (isPushedBack ? Math.min(1, busy / this.batches) : 1);
		}
		// If a larger size starts push backs, there are too many items, however they are batched.
		if (isPushedBack) return 0;
		// The upstream limits calls per second: what counts is how many items are in one.
		return isFoundByPushback(this.#limit) ? this.size : this.size / meanMs;
	}

	get #maxLimit(): number {
		return Math.min(this.#maxBatches, this.#affordable());
	}

	#affordable(): number {
		return Math.max(1, Math.floor(autoBatchSize.maxItems / this.size));
	}
}
