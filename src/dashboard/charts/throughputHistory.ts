import type { Durations, Sample } from "../../engine/model/ports.ts";
import type { RunNow } from "../protocol.ts";

/** The chart has no room for more; they would only cost time. */
const maxPoints = 600;
const finestIntervalMs = 250;
/** A gap that is at least this long, and long compared to the points' spacing, is a pause: it is cut out. */
const pause = { minMs: 5_000, intervals: 5 };
/** The same before a point with a rate of 0: a resumed run starts with one, so a shorter gap is enough. */
const pauseBeforeRestart = { minMs: 1_500, intervals: 1.5 };
/** Failures are averaged over this time, as the engine's rate is; single ones would look like a comb. */
const failureWindowMs = 5_000;

interface Point {
	readonly at: number;
	readonly settled: number;
	readonly failed: number;
	readonly itemsPerSecond: number;
	readonly durations: Durations | undefined;
}

/** What the charts draw, column by column; null breaks a line at a pause. */
export interface Throughput {
	/** Running time, s. */
	readonly seconds: readonly number[];
	readonly itemsPerSecond: readonly (number | null)[];
	readonly failedPerSecond: readonly (number | null)[];
	/** How long attempts took; null before the first one ends. */
	readonly p50Ms: readonly (number | null)[];
	readonly p95Ms: readonly (number | null)[];
	readonly p99Ms: readonly (number | null)[];
}

/**
 * A run's rate and how long its attempts took, over time: a bounded number of points, spaced as evenly as samples and
 * live snapshots allow.
 */
export class ThroughputHistory {
	#points: Point[];
	/** The newest point: replaced by every snapshot until it is a whole interval away from the last of the others. */
	#head: Point | undefined;
	#intervalMs = finestIntervalMs;
	#version = 0;

	/** Grows with every change, so that a chart can skip what it has drawn already. */
	get version(): number {
		return this.#version;
	}

	constructor(samples: readonly Sample[]) {
		this.#points = samples.map((sample) => pointOf(sample));
		this.#thin();
	}

	/** Takes a snapshot of a running run; other snapshots are ignored, as they have no rate. */
	add({ snapshot, at }: RunNow): void {
		const newest = this.#head ?? this.#points.at(-1);
		if (snapshot.state !== "running" || (newest !== undefined && at <= newest.at)) return;
		this.#version++;
		this.#head = pointOf({ ...snapshot, at });
		const last = this.#points.at(-1);
		if (last !== undefined && at - last.at < this.#intervalMs) return;
		this.#points.push(this.#head);
		this.#thin();
		if (this.#points.at(-1) === this.#head) this.#head = undefined;
	}

	throughput(): Throughput {
		const points = this.#head ? [...this.#points, this.#head] : this.#points;
		const failures = failureRates(points);
		const spacingMs = median(points.slice(1).map((point, i) => point.at - (points[i]?.at ?? 0)));
		const seconds: number[] = [];
		const itemsPerSecond: (number | null)[] = [];
		const failedPerSecond: (number | null)[] = [];
		const durations: (Durations | undefined)[] = [];
		let elapsedMs = 0;
		for (const [i, point] of points.entries()) {
			const stepMs = point.at - (points[i - 1]?.at ?? point.at);
			const { minMs, intervals } = point.itemsPerSecond === 0 ? pauseBeforeRestart : pause;
			const isPause = stepMs > Math.max(minMs, spacingMs * intervals);
			if (isPause) {
				seconds.push((elapsedMs + spacingMs / 2) / 1000);
				itemsPerSecond.push(null);
				failedPerSecond.push(null);
				durations.push(undefined);
			}
			elapsedMs += isPause ? spacingMs : stepMs;
			seconds.push(elapsedMs / 1000);
			itemsPerSecond.push(point.itemsPerSecond);
			failedPerSecond.push(failures[i] ?? null);
			durations.push(point.durations);
		}
		const share = (name: keyof Durations) => durations.map((found) => found?.[name] ?? null);
		const shares = { p50Ms: share("p50Ms"), p95Ms: share("p95Ms"), p99Ms: share("p99Ms") };
		return { seconds, itemsPerSecond, failedPerSecond, ...shares };
	}

	#thin(): void {
		while (this.#points.length > maxPoints) {
			this.#intervalMs *= 2;
			let kept = Number.NEGATIVE_INFINITY;
			this.#points = this.#points.filter(({ at }) => {
				if (at - kept < this.#intervalMs) return false;
				kept = at;
				return true;
			});
		}
	}
}

function pointOf({ at, counts, itemsPerSecond, durations }: Omit<Sample, "inFlight">): Point {
	const { succeeded, rejected, skipped } = counts;
	const failed = counts.failed + rejected;
	return { at, settled: succeeded + failed + skipped, failed, itemsPerSecond, durations };
}

/**
 * Failures a second at each point: the share of the rate that failed over the window before it. Null if there are
 * none, because a line along the bottom would look like failures.
 */
function failureRates(points: readonly Point[]): readonly (number | null)[] {
	let start = 0;
	const rates = points.map((point, i) => {
		while (start + 1 < i && point.at - (points[start]?.at ?? 0) > failureWindowMs) start++;
		return point.itemsPerSecond * failedShare(points[start] ?? point, point);
	});
	return rates.map((rate, i) => (rate > 0 || rates[i - 1] || rates[i + 1] ? rate : null));
}

/** The share that failed of what settled between two points; 0 if a retry lowered the number of failures. */
function failedShare(before: Point, point: Point): number {
	const failed = point.failed - before.failed;
	const settled = point.settled - before.settled;
	return failed > 0 && settled > 0 ? Math.min(1, failed / settled) : 0;
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[values.length >> 1] ?? finestIntervalMs;
}
