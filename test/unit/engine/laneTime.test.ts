import assert from "node:assert/strict";
import { type Item, OperationError, type Policies } from "../../../src/engine/index.ts";
import type { LaneTime } from "../../../src/engine/model/laneTime.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, trial } from "./trialRun.ts";

interface Trial {
	readonly policies?: Partial<Policies>;
	readonly count?: number;
	work?(item: Item): void;
}

/** What the lanes of a run have done after 20 s, each attempt taking 100 ms. */
async function laneTimeOf({ policies = {}, count = 100_000, work }: Trial): Promise<LaneTime> {
	const clock = new ManualClock();
	const run100ms = (item: Item) => {
		work?.(item);
		return new Promise((resolve) => clock.timer(100, () => resolve("done")));
	};
	const options = { source: numbers(count), operation: operation(run100ms), clock };
	const { run } = trial(new MemoryDisk(), options, { concurrency: 10, ...policies });
	const ending = run.start();
	await clock.advance(20_000);
	const { laneTime } = run.snapshot;
	run.cancel();
	await clock.advance(10_000);
	await ending;
	assert.ok(laneTime);
	const sum = Object.values(laneTime).reduce((all, share) => all + share, 0);
	assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
	return laneTime;
}

describe("the time of a run's lanes", () => {
	it("is spent at work if nothing else slows them down", async () => {
		const { working } = await laneTimeOf({});
		assert.ok(working > 0.95, `${working}`);
	});

	it("is spent waiting for the rate limit, if that is what makes the run slow", async () => {
		// 20 a second at 100 ms keep 2 of the 10 lanes busy.
		const rateLimit = { count: 20, periodMs: 1_000, burst: 1 };
		const time = await laneTimeOf({ policies: { rateLimit } });
		assert.ok(Math.abs(time.working - 0.2) < 0.03 && time.rateLimit > 0.75, JSON.stringify(time));
	});

	it("is spent waiting for the upstream, while that takes nothing", async () => {
		const work = () => {
			throw new OperationError("Too many requests.", { code: 429, retryAfterMs: 3_600_000 });
		};
		const time = await laneTimeOf({ work });
		assert.ok(time.upstream > 0.9, JSON.stringify(time));
	});

	it("is spent waiting for retries, if nothing else is left", async () => {
		const work = () => {
			throw new Error("Not yet.");
		};
		const retry = { attempts: 2, minDelayMs: 60_000, maxDelayMs: 60_000, factor: 1, jitter: false };
		const time = await laneTimeOf({ work, count: 20, policies: { retry } });
		assert.ok(time.retries > 0.9, JSON.stringify(time));
	});

	it("is hardly spent at work if attempts end at once, which is no reason for more lanes", async () => {
		const clock = new ManualClock();
		const options = { source: numbers(10), operation: operation(() => "done"), clock };
		const { run } = trial(new MemoryDisk(), options, { concurrency: 10 });
		const ending = run.start();
		await clock.advance(1_000);
		await ending;
		assert.equal(run.snapshot.laneTime?.working ?? 0, 0);
	});
});
