import assert from "node:assert/strict";
import fc from "fast-check";
import { DurationHistogram, durationsFrom } from "../../../src/engine/attempts/durationHistogram.ts";

const maxError = 0.032;
const dayMs = 86_400_000;

function histogramOf(durations: readonly number[]): DurationHistogram {
	const histogram = new DurationHistogram([], 0);
	for (const durationMs of durations) histogram.add(durationMs);
	return histogram;
}

describe("durations of attempts", () => {
	it("are right within 3.2 %, from a hundredth of a ms to a day", () => {
		const duration = fc.double({ min: Math.log(0.01), max: Math.log(dayMs), noNaN: true }).map(Math.exp);
		fc.assert(
			fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (durations) => {
				const sorted = durations.toSorted((a, b) => a - b);
				const { p50Ms, p95Ms, p99Ms } = histogramOf(durations).whole ?? { p50Ms: 0, p95Ms: 0, p99Ms: 0 };
				for (const [share, actual] of [
					[0.5, p50Ms],
					[0.95, p95Ms],
					[0.99, p99Ms],
				] as const) {
					const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
					assert.ok(Math.abs(actual - exact) <= maxError * exact, `${actual} for ${exact}`);
				}
			}),
		);
	});

	it("are counted whatever comes: zero, negative, and infinite ones", () => {
		const histogram = histogramOf([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300]);
		assert.equal(
			histogram.counts.reduce((sum, [, count]) => sum + count, 0),
			5,
		);
		assert.equal(new DurationHistogram([], 0).whole, undefined);
	});

	it("are of the recent past, and of the whole run", () => {
		const histogram = histogramOf([100, 100, 100]);
		histogram.recent(10_000);
		histogram.add(1_000);
		histogram.recent(20_000);
		histogram.add(1_000);
		near(histogram.recent(20_001)?.p50Ms, 1_000);
		near(histogram.whole?.p50Ms, 100);
		histogram.recent(30_000);
		histogram.recent(40_000);
		near(histogram.recent(40_001)?.p50Ms, 100, "where nothing ended lately, the whole run says more than nothing");
	});

	it("are saved, and continued from there", () => {
		const before = histogramOf([1, 2, 3, 500, 7_000]);
		before.recent(10_000);
		before.add(8_000);
		const after = new DurationHistogram(before.counts, 0);
		assert.deepEqual(after.counts, before.counts);
		assert.deepEqual(durationsFrom(before.counts), before.whole);
		for (let more = 0; more < 20; more++) after.add(40);
		near(after.whole?.p50Ms, 40);
	});
});

function near(actual: number | undefined, expected: number, why?: string): void {
	assert.ok(actual !== undefined && Math.abs(actual - expected) <= maxError * expected, why ?? `${actual}`);
}
