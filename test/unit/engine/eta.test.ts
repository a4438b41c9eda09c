import assert from "node:assert/strict";
import { EtaMeter } from "../../../src/engine/metrics/etaMeter.ts";
import { RateMeter } from "../../../src/engine/metrics/rateMeter.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, trial } from "./trialRun.ts";
import { burstsOf, endsOf, windowsOf } from "./unevenRun.ts";

const tickMs = 100;
const seeds = [1, 2, 3, 4, 5];
const steady = { items: 6_000, lanes: 20 };

interface Scenario {
	readonly name: string;
	ends(seed: number): readonly number[];
	/** The largest relative error over the middle half of the run, as measured with 20 seeds, and a little more. */
	readonly error: number;
	/** The same for items left divided by the rate of the last seconds: it is at least this large. */
	readonly errorBySeconds: number;
}

const scenarios: readonly Scenario[] = [
	{
		name: "even work",
		ends: (seed) => endsOf({ ...steady, seed, costMs: () => 2_000 }),
		error: 0.08,
		errorBySeconds: 0.15,
	},
	{
		name: "few long items",
		ends: (seed) => endsOf({ items: 80, lanes: 4, seed, costMs: () => 60_000 }),
		error: 0.65,
		errorBySeconds: 100,
	},
	{ name: "bursts every 30 s", ends: () => burstsOf(20, 500, 30_000), error: 0.5, errorBySeconds: 50 },
	{ name: "a server that counts by the minute", ends: () => windowsOf(15, 100), error: 0.55, errorBySeconds: 1_000 },
	{
		name: "items that come to cost three times as much",
		ends: (seed) => endsOf({ ...steady, seed, costMs: (progress) => 1_000 + 2_000 * progress }),
		error: 0.45,
		errorBySeconds: 0.3,
	},
	{
		name: "items that come to cost a third",
		ends: (seed) => endsOf({ ...steady, seed, costMs: (progress) => 3_000 - 2_000 * progress }),
		error: 0.65,
		errorBySeconds: 0.5,
	},
	{
		name: "a stall of a minute",
		ends: (seed) => endsOf({ ...steady, seed, costMs: () => 2_000, stall: { from: 200_000, to: 260_000 } }),
		error: 0.55,
		errorBySeconds: 20,
	},
	{
		name: "a first minute at a tenth of the speed",
		ends: (seed) => endsOf({ ...steady, seed, costMs: (_, from) => (from < 60_000 ? 20_000 : 2_000) }),
		error: 0.6,
		errorBySeconds: 0.15,
	},
];

interface Estimate {
	readonly at: number;
	readonly eta: number | undefined;
	readonly bySeconds: number | undefined;
}

function watch(ends: readonly number[]): readonly Estimate[] {
	const meter = new EtaMeter(0, 0);
	const rate = new RateMeter(0, 0);
	const estimates: Estimate[] = [];
	let count = 0;
	for (let at = tickMs; at < (ends.at(-1) ?? 0); at += tickMs) {
		while ((ends[count] ?? Number.POSITIVE_INFINITY) <= at) count++;
		meter.update(count, at);
		rate.update(count, at);
		const left = ends.length - count;
		const { itemsPerSecond } = rate;
		const bySeconds = itemsPerSecond > 0 ? (left / itemsPerSecond) * 1_000 : undefined;
		estimates.push({ at, eta: meter.etaMs(left, 0, at), bySeconds });
	}
	return estimates;
}

function largestError(estimates: readonly Estimate[], endMs: number, by: "eta" | "bySeconds"): number {
	const middle = estimates.filter(({ at }) => at > endMs / 4 && at < (3 * endMs) / 4);
	return Math.max(...middle.map(({ at, [by]: eta = Number.POSITIVE_INFINITY }) => Math.abs(eta / (endMs - at) - 1)));
}

describe("the time left", () => {
	for (const { name, ends, error, errorBySeconds } of scenarios) {
		describe(`with ${name}`, () => {
			const runs = seeds.map((seed) => {
				const found = ends(seed);
				return { estimates: watch(found), endMs: found.at(-1) ?? 0 };
			});

			it(`is within ${Math.round(error * 100)} % in the middle of the run`, () => {
				for (const { estimates, endMs } of runs) {
					const found = largestError(estimates, endMs, "eta");
					assert.ok(found <= error, `${found}`);
					const foundBySeconds = largestError(estimates, endMs, "bySeconds");
					assert.ok(foundBySeconds >= errorBySeconds, `${foundBySeconds} by the rate of the last seconds`);
				}
			});

			it("does not jump", () => {
				const ticks = 1_000 / tickMs;
				for (const { estimates } of runs) {
					for (const [tick, { at, eta = 0 }] of estimates.slice(ticks).entries()) {
						const expected = (estimates[tick]?.eta ?? 0) - 1_000;
						if (Math.min(eta, expected) < 10_000) continue;
						const factor = Math.max(eta / expected, expected / eta);
						assert.ok(factor < 1.55, `by a factor of ${factor} at ${at}`);
					}
				}
			});
		});
	}

	it("is unknown if nothing was ever done, and in the first moment", () => {
		const meter = new EtaMeter(0, 0);
		meter.update(0, 60_000);
		assert.equal(meter.etaMs(10, 0, 60_000), undefined);
		const other = new EtaMeter(0, 0);
		other.update(5, 100);
		assert.equal(other.etaMs(10, 0, 100), undefined);
	});

	it("follows at once when the user queues items again, and after a pause", () => {
		const meter = new EtaMeter(0, 0);
		for (let at = 100; at <= 60_000; at += 100) meter.update(at / 100, at);
		near(meter.etaMs(10, 0, 60_000), 1_000);
		near(meter.etaMs(6_000, 0, 60_000), 600_000);
		meter.skip(600, 3_600_000);
		near(meter.etaMs(600, 0, 3_600_000), 60_000);
	});

	it("counts items that wait for a retry, until that is due", async () => {
		const clock = new ManualClock();
		let attempts = 0;
		const work = (number: number) => {
			if (number === 99 && ++attempts === 1) throw new Error("not yet");
			return new Promise((resolve) => clock.timer(100, () => resolve("done")));
		};
		const retry = { attempts: 2, minDelayMs: 60_000, maxDelayMs: 60_000, factor: 1, jitter: false };
		const options = { source: numbers(100), operation: operation(({ index }) => work(index)), clock };
		const { run } = trial(new MemoryDisk(), options, { concurrency: 2, retry });
		const ending = run.start();
		await clock.advance(10_000);
		const { etaMs = 0, waiting } = run.snapshot;
		assert.equal(waiting, 1);
		assert.ok(etaMs > 50_000 && etaMs < 60_000, `${etaMs} ms left`);
		await clock.advance(70_000);
		assert.equal((await ending).counts.succeeded, 100);
	});
});

function near(actual: number | undefined, expected: number): void {
	assert.ok(actual !== undefined && Math.abs(actual / expected - 1) < 0.02, `${actual} instead of ${expected}`);
}
