import type { DurationCounts, Durations } from "../model/ports.ts";

/** Buckets that each doubling is divided into, as a power of two. */
const bucketBits = 4;
/** Anything shorter counts as this, ms: 2^-7, as every doubling starts at a power of two. */
const minMs = 2 ** -7;
/** From 0.01 ms to a day and a half: whatever takes longer is in the last bucket. */
const doublings = 34;
const bucketCount = doublings << bucketBits;
/** What counts as the recent past: at least this long, ms, and at most twice as long. */
const recentMs = 10_000;

/** The bits of a double are its logarithm: exponent and first digits are at the top of the upper word. */
const asNumber = new Float64Array(1);
const asWords = new Uint32Array(asNumber.buffer);
const upper = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
const droppedBits = 20 - bucketBits;
const first = bitsOf(minMs);

/**
 * How long attempts took, in 544 buckets however many attempts there are: log-linear, as in HdrHistogram (G. Tene,
 * hdrhistogram.org). With 16 buckets per doubling, and the middle of a bucket standing for all that is in it, the error
 * of a duration is at most 3.2 %. An attempt costs one addition in place: two alternating windows hold the recent past,
 * and are added to the whole when they are over.
 */
export class DurationHistogram {
	readonly #over = new Float64Array(bucketCount);
	#previous = new Float64Array(bucketCount);
	#current = new Float64Array(bucketCount);
	#turnedAt: number;

	/**
	 * @param before durations from before the run was resumed
	 * @param now monotonic, ms
	 */
	constructor(before: DurationCounts, now: number) {
		this.#turnedAt = now;
		for (const [fromMs, count] of before) addTo(this.#over, fromMs, count);
	}

	add(durationMs: number): void {
		addTo(this.#current, durationMs, 1);
	}

	/** Of the last 10 to 20 s; where nothing ended in these, of the whole run; undefined before any attempt has ended. */
	recent(now: number): Durations | undefined {
		if (now - this.#turnedAt >= recentMs) {
			this.#turnedAt = now;
			for (const [bucket, count] of this.#previous.entries()) this.#over[bucket] = (this.#over[bucket] ?? 0) + count;
			const emptied = this.#previous.fill(0);
			this.#previous = this.#current;
			this.#current = emptied;
		}
		return durationsOf((bucket) => (this.#previous[bucket] ?? 0) + (this.#current[bucket] ?? 0)) ?? this.whole;
	}

	/** Of all attempts. */
	get whole(): Durations | undefined {
		return durationsOf((bucket) => this.#countOf(bucket));
	}

	/** To be saved, and passed to the constructor when the run is resumed. */
	get counts(): DurationCounts {
		const counts: [number, number][] = [];
		for (let bucket = 0; bucket < bucketCount; bucket++) {
			const count = this.#countOf(bucket);
			if (count > 0) counts.push([startOf(bucket), count]);
		}
		return counts;
	}

	#countOf(bucket: number): number {
		return (this.#over[bucket] ?? 0) + (this.#previous[bucket] ?? 0) + (this.#current[bucket] ?? 0);
	}
}

/** Durations of a saved run; undefined before any attempt has ended. */
export function durationsFrom(counts: DurationCounts): Durations | undefined {
	return new DurationHistogram(counts, 0).whole;
}

function addTo(counts: Float64Array, durationMs: number, count: number): void {
	const bucket = Math.min(bucketCount - 1, bitsOf(durationMs > minMs ? durationMs : minMs) - first);
	counts[bucket] = (counts[bucket] ?? 0) + count;
}

function bitsOf(value: number): number {
	asNumber[0] = value;
	return (asWords[upper] ?? 0) >>> droppedBits;
}

function startOf(bucket: number): number {
	asNumber[0] = 0;
	asWords[upper] = (bucket + first) << droppedBits;
	return asNumber[0];
}

function durationsOf(countOf: (bucket: number) => number): Durations | undefined {
	let total = 0;
	for (let bucket = 0; bucket < bucketCount; bucket++) total += countOf(bucket);
	if (total === 0) return undefined;
	const shares = [0.5, 0.95, 0.99];
	const found: number[] = [];
	let below = 0;
	for (let bucket = 0; found.length < shares.length; bucket++) {
		below += countOf(bucket);
		while (found.length < shares.length && below >= total * (shares[found.length] ?? 1)) found.push(middleOf(bucket));
	}
	const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = found;
	return { p50Ms, p95Ms, p99Ms };
}

function middleOf(bucket: number): number {
	return (startOf(bucket) + startOf(bucket + 1)) / 2;
}
