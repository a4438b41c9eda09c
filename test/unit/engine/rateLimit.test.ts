import assert from "node:assert/strict";
import fc from "fast-check";
import { type Clock, systemClock } from "../../../src/base/clock.ts";
import { RateLimiter } from "../../../src/engine/admission/rateLimiter.ts";
import { RateLimiterHandle } from "../../../src/engine/admission/rateLimiterHandle.ts";
import { RateSchedule } from "../../../src/engine/admission/rateSchedule.ts";
import { OperationError, type RateLimit } from "../../../src/engine/index.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, reached, trial } from "./trialRun.ts";

/** When `lanes` that always have work take their permits, until `endMs`. */
async function permitTimes(limit: RateLimit, clock: Clock, lanes: number, endMs: number): Promise<number[]> {
	const limiter = new RateLimiterHandle(new RateLimiter(limit, clock));
	const start = clock.monotonic();
	const taken: number[] = [];
	const lane = async () => {
		for (;;) {
			await limiter.acquire();
			const at = clock.monotonic() - start;
			if (at > endMs) return limiter.end();
			taken.push(at);
		}
	};
	const ended = Promise.all(Array.from({ length: lanes }, lane));
	await (clock instanceof ManualClock ? clock.until(ended) : ended);
	return taken;
}

/** How many of them any span of that length has at most, both its ends included. */
function maxIn(times: readonly number[], spanMs: number): number {
	let max = 0;
	for (let first = 0, last = 0; last < times.length; last++) {
		while ((times[last] ?? 0) - (times[first] ?? 0) > spanMs) first++;
		max = Math.max(max, last - first + 1);
	}
	return max;
}

describe("a rate limit of 200/s", () => {
	const limit = { count: 200, periodMs: 1_000, burst: 1 };

	for (const [what, firesAt] of [
		["are exact", (dueAt: number) => dueAt],
		["count in whole ms", (dueAt: number) => Math.ceil(dueAt)],
		["fire every 16 ms", (dueAt: number) => Math.ceil(dueAt / 16) * 16],
		["are 15 ms late", (dueAt: number) => dueAt + 15],
	] as const) {
		it(`is met, and never exceeded, with timers that ${what}`, async () => {
			const times = await permitTimes(limit, new ManualClock(firesAt), 8, 10_000);
			assert.ok(times.length >= 1_980 && times.length <= 2_001, `${times.length} in 10 s`);
			assert.ok(maxIn(times, 1_000) <= 201, `${maxIn(times, 1_000)} in 1 s`);
		});
	}

	it("is met with the real clock", async () => {
		const times = await permitTimes(limit, systemClock, 8, 1_500);
		// When the machine itself stood still, not all of that can be made up for.
		const stoodStillMs = times.reduce((sum, at, n) => sum + Math.max(0, at - (times[n - 1] ?? 0) - 50), 0);
		const min = 0.198 * (1_500 - stoodStillMs);
		assert.ok(times.length >= min && times.length <= 301, `${times.length} in 1.5 s`);
		// A lane may hear about its permit later than it was taken: so two may seem to be closer than they are.
		assert.ok(maxIn(times, 950) <= 201, `${maxIn(times, 950)} in 950 ms`);
	});
});

describe("a rate limit", () => {
	it("holds in every period, whatever the timers do, and is met if they are not too slow", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					perSecond: fc.integer({ min: 20, max: 500 }),
					burst: fc.integer({ min: 1, max: 20 }),
					lanes: fc.integer({ min: 2, max: 16 }),
				}),
				fc.array(fc.double({ min: 0, max: 15, noNaN: true }), { minLength: 1, maxLength: 50 }),
				async ({ perSecond, burst, lanes }, lateness) => {
					let timers = 0;
					const clock = new ManualClock((dueAt) => dueAt + (lateness[timers++ % lateness.length] ?? 0));
					const limit = { count: perSecond, periodMs: 1_000, burst };
					const times = await permitTimes(limit, clock, lanes, 2_000);
					const max = maxIn(times, 1_000);
					assert.ok(max <= perSecond + burst, `${max} in 1 s`);
					assert.ok(times.length >= 2 * perSecond * 0.98 - 1, `${times.length} in 2 s`);
				},
			),
			{ numRuns: 20 },
		);
	});

	it("lets a burst go at once after a silence, and no more than that", async () => {
		const clock = new ManualClock();
		const schedule = new RateSchedule({ count: 60, periodMs: 60_000, burst: 5 });
		const take = (times: number) =>
			Array.from({ length: times }, () => schedule.tryAcquire(clock.monotonic(), clock.monotonic())).filter(Boolean)
				.length;
		assert.equal(take(10), 5);
		await clock.advance(2_000);
		assert.equal(take(10), 2);
		await clock.advance(60_000);
		assert.equal(take(10), 5);
	});

	it("does not pile up permits while nobody asks", async () => {
		const clock = new ManualClock();
		const limiter = new RateLimiterHandle(new RateLimiter({ count: 10, periodMs: 1_000, burst: 1 }, clock));
		assert.equal(limiter.tryAcquire(0), undefined);
		await clock.advance(5_000);
		assert.equal(limiter.tryAcquire(clock.monotonic()), undefined);
		assert.ok(limiter.tryAcquire(clock.monotonic()) instanceof Promise);
		limiter.end();
	});

	it("counts every attempt of every lane, retries too", async () => {
		const times: number[] = [];
		const work = operation(async ({ index }, { number }) => {
			times.push(performance.now());
			if (index % 2 === 0 && number === 1) throw new OperationError("busy", { code: 503 });
		});
		const { run } = trial(
			new MemoryDisk(),
			{ source: numbers(60), operation: work },
			{ rateLimit: { count: 300, periodMs: 1_000, burst: 1 }, concurrency: 16 },
		);
		const { counts } = await run.start();
		assert.deepEqual([counts.succeeded, counts.retries, times.length], [60, 30, 90]);
		const tookMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
		assert.ok(tookMs >= (89 / 300) * 1_000 - 1, `${tookMs} ms for what should take 297`);
	});

	it("does not keep a run from stopping at once", async () => {
		const policies = { rateLimit: { count: 1, periodMs: 60_000, burst: 1 }, concurrency: 8 };
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source: numbers(100), operation: operation(async () => 1) }, policies);
		const ended = run.start();
		await reached(run, ({ snapshot }) => snapshot.counts.succeeded === 1);
		run.cancel();
		const { state, counts } = await ended;
		assert.deepEqual([state, counts.succeeded, disk.done.watermark], ["cancelled", 1, 1]);
	});

	it("lets nothing through while the run is paused, and no burst afterwards", async () => {
		const times: number[] = [];
		const clock = new ManualClock();
		const work = operation(() => times.push(clock.monotonic()));
		const policies = { rateLimit: { count: 10, periodMs: 1_000, burst: 1 }, concurrency: 8 };
		const { run } = trial(new MemoryDisk(), { source: numbers(60), operation: work, clock }, policies);
		const ended = run.start();
		await clock.advance(2_000);
		run.pause();
		const before = times.length;
		await clock.advance(10_000);
		assert.equal(times.length, before);
		run.resume();
		assert.equal((await clock.until(ended)).counts.succeeded, 60);
		assert.ok(maxIn(times, 1_000) <= 11);
		assert.ok(maxIn(times, 49) === 1);
	});
});
