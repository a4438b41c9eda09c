import type { ExactNumber } from "../../base/exactNumber.ts";
import { compareDecimals } from "../../base/exactNumber.ts";

/** Numbers that percentiles are read from: a random sample of all, if there are more. */
const maxSample = 100_000;

/** What a summary says of numbers; `min` and `max` as they were written. */
export interface NumberStats {
	readonly min: number | ExactNumber;
	readonly mean: number;
	readonly p50: number;
	readonly p95: number;
	readonly max: number | ExactNumber;
	/** The percentiles are those of a random sample. */
	readonly isSampled: boolean;
}

/** Takes numbers one by one, in flat memory. */
export class NumberSummary {
	readonly #sample: number[] = [];
	#count = 0;
	#mean = 0;
	#min: number | ExactNumber | undefined;
	#max: number | ExactNumber | undefined;

	add(value: number | ExactNumber): void {
		const double = Number(String(value));
		this.#count++;
		this.#mean += (double - this.#mean) / this.#count;
		if (this.#min === undefined || compareDecimals(String(value), String(this.#min)) < 0) this.#min = value;
		if (this.#max === undefined || compareDecimals(String(value), String(this.#max)) > 0) this.#max = value;
		if (this.#sample.length < maxSample) {
			this.#sample.push(double);
			return;
		}
		// Reservoir sampling (Vitter's algorithm R): each number so far is in it with the same probability.
		const at = Math.floor(Math.random() * this.#count);
		if (at < maxSample) this.#sample[at] = double;
	}

	/** Undefined where there were none. */
	get stats(): NumberStats | undefined {
		if (this.#min === undefined || this.#max === undefined) return undefined;
		const sorted = Float64Array.from(this.#sample).sort();
		const percentile = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
		return {
			min: this.#min,
			mean: Number(this.#mean.toPrecision(12)),
			p50: percentile(0.5),
			p95: percentile(0.95),
			max: this.#max,
			isSampled: this.#count > sorted.length,
		};
	}
}
