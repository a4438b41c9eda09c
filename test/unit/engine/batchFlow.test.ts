import assert from "node:assert/strict";
import { Batcher } from "../../../src/engine/batches/batcher.ts";
import {
	defaultPolicies,
	type Item,
	OperationError,
	type Policies,
	RateLimiter,
	RateLimiterHandle,
} from "../../../src/engine/index.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, quickRetry, trial } from "./trialRun.ts";

interface Call {
	/** From 1. */
	readonly number: number;
	readonly at: number;
	readonly indices: readonly number[];
}

/** What a run in batches of 20 sends to an upstream, which refuses a batch where `answer` throws. */
async function requestsOf(count: number, answer: (call: Call) => void, more: Partial<Policies> = {}) {
	const calls: Call[] = [];
	const clock = new ManualClock();
	const policies = { ...defaultPolicies, batchSize: 20, concurrency: 3, retry: quickRetry, ...more };
	const { rateLimit } = policies;
	const limiter = rateLimit && new RateLimiterHandle(new RateLimiter(rateLimit, clock));
	const operation = new Batcher({
		operation: {
			async runBatch(items: readonly Item[]) {
				const call = { number: calls.length + 1, at: clock.monotonic(), indices: items.map(({ index }) => index) };
				calls.push(call);
				await new Promise(setImmediate);
				answer(call);
				return items.map(() => ({ result: null }));
			},
		},
		target: () => "api.example",
		policies,
		limiter,
		clock,
	});
	const { concurrency } = operation;
	const { run } = trial(new MemoryDisk(), { source: numbers(count), operation, concurrency, limiter, clock }, policies);
	const summary = await clock.until(run.start());
	const gapsMs = calls.slice(1).map(({ at }, n) => at - (calls[n]?.at ?? 0));
	return { summary, calls, gapsMs };
}

const full = (calls: readonly Call[]) => calls.filter(({ indices }) => indices.length === 20).length;

describe("batches, which are a request each,", () => {
	it("take a permit of the rate limit each", async () => {
		const rateLimit = { count: 20, periodMs: 1_000, burst: 1 };
		const { summary, calls, gapsMs } = await requestsOf(300, () => undefined, { rateLimit });
		assert.equal(summary.counts.succeeded, 300);
		assert.equal(full(calls), 15, calls.map(({ indices }) => indices.length).join());
		// 15 permits are 14 waits of 50 ms; 300 permits would be 15 s.
		const tookMs = gapsMs.reduce((sum, gap) => sum + gap, 0);
		assert.equal(tookMs, 700);
	});

	it("take a permit for each part, when one is halved to find an item at fault", async () => {
		const rateLimit = { count: 100, periodMs: 1_000, burst: 1 };
		const { summary, calls } = await requestsOf(
			60,
			({ indices }) => {
				if (indices.includes(33)) throw new OperationError("A row is bad.", { code: 400 });
			},
			{ rateLimit },
		);
		assert.deepEqual([summary.counts.succeeded, summary.counts.rejected], [59, 1]);
		const tookMs = (calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0);
		// Without permits for the parts, only the three batches would wait: 20 ms.
		assert.ok(calls.length > 10);
		assert.ok(tookMs >= (calls.length - 1) * 10, `${calls.length} requests in ${tookMs} ms`);
	});

	it("wait as a whole if the upstream asks for that, and are not halved", async () => {
		const { summary, calls } = await requestsOf(300, ({ number }) => {
			if (number === 4) throw new OperationError("Too many.", { code: 429, retryAfterMs: 300 });
		});
		assert.deepEqual([summary.counts.succeeded, summary.counts.failed], [300, 0]);
		const refused = calls[3];
		const again = calls.slice(4).filter(({ indices }) => indices.some((index) => refused?.indices.includes(index)));
		assert.equal(again.length, 1);
		assert.equal((again[0]?.at ?? 0) - (refused?.at ?? 0), 300);
		assert.deepEqual([full(calls), calls.length], [16, 16]);
	});

	it("stop going to an upstream that is down after a handful, and go on when it is back", async () => {
		let downUntil = Number.POSITIVE_INFINITY;
		const { summary, calls } = await requestsOf(400, ({ number, at }) => {
			if (number === 5) downUntil = at + 1_500;
			if (number >= 5 && at < downUntil) throw new OperationError("Nobody is there.", { code: "ECONNREFUSED" });
		});
		assert.deepEqual([summary.counts.succeeded, summary.counts.failed], [400, 0]);
		const lost = calls.filter(({ at }, n) => n >= 4 && at < downUntil).length;
		assert.ok(lost <= 10, `${lost} requests went to nobody`);
	});
});
