import assert from "node:assert/strict";
import fc from "fast-check";
import { Batcher } from "../../../src/engine/batches/batcher.ts";
import {
	defaultPolicies,
	type Item,
	type ItemEnding,
	OperationError,
	type Policies,
} from "../../../src/engine/index.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, quickRetry, trial } from "./trialRun.ts";

type Work = (items: readonly Item[]) => readonly ItemEnding[];

/** A run in batches of `batchSize`, two at a time. */
async function runInBatches(
	work: Work,
	{
		count = 1_000,
		batchSize = 500,
		attempts = 1,
		onBatchFailure = "bisect",
	}: Partial<Pick<Policies, "batchSize" | "onBatchFailure">> & {
		count?: number;
		attempts?: number;
	} = {},
) {
	const calls: number[] = [];
	const clock = new ManualClock();
	const disk = new MemoryDisk();
	const concurrency = 2;
	const policies = { ...defaultPolicies, batchSize, concurrency, onBatchFailure, retry: { ...quickRetry, attempts } };
	const operation = new Batcher({
		operation: {
			async runBatch(items) {
				calls.push(items.length);
				await new Promise(setImmediate);
				return work(items);
			},
		},
		policies,
		clock,
	});
	const { run } = trial(
		disk,
		{ source: numbers(count), operation, concurrency: operation.concurrency, clock },
		policies,
	);
	const summary = await clock.until(run.start());
	return { summary, disk, calls };
}

const done: Work = (items) => items.map(({ index }) => ({ result: index }));

/** Like a server that takes a batch as a whole or not at all. */
function refusing(isBad: (index: number) => boolean, error: () => Error = () => new Error("A row is bad.")): Work {
	return (items) => {
		if (items.some(({ index }) => isBad(index))) throw error();
		return done(items);
	};
}

/** Refuses the first `times` batches with a status, whatever is in them, and takes the others. */
function busyAtFirst(times: number, code: number): Work {
	let left = times;
	return (items) => {
		if (left-- > 0) throw new OperationError("Not now.", { code });
		return done(items);
	};
}

describe("items in batches", () => {
	it("wait for those that are still to come, where the operation says so", async () => {
		const clock = new ManualClock();
		const calls: number[] = [];
		const policies = { ...defaultPolicies, batchSize: 3, concurrency: 2 };
		const all = numbers(7);
		const slow: typeof all = {
			total: () => undefined,
			async *chunks(signal) {
				for await (const chunk of all.chunks(signal)) {
					for (const item of chunk) {
						await new Promise<void>((resolve) => void clock.timer(100, resolve));
						yield [item];
					}
				}
			},
		};
		const operation = new Batcher({
			operation: {
				waitsForFull: true,
				async runBatch(items) {
					calls.push(items.length);
					return done(items);
				},
			},
			policies,
			clock,
			hasMore: () => run.hasMoreItems,
		});
		const options = { source: slow, operation, concurrency: operation.concurrency, clock };
		const { run } = trial(new MemoryDisk(), options, policies);
		await clock.until(run.start());
		assert.deepEqual(calls, [3, 3, 1]);
	});

	it("are handed to the operation in full batches", async () => {
		const { summary, calls } = await runInBatches(done, { count: 1_050, batchSize: 100 });
		assert.deepEqual([summary.state, summary.counts.succeeded], ["completed", 1_050]);
		assert.deepEqual(calls, [...Array.from({ length: 10 }, () => 100), 50]);
	});

	it("have an outcome each, if the batch gives one for each", async () => {
		const { summary, disk } = await runInBatches(
			(items) =>
				items.map(({ index }) => {
					if (index % 10 === 1) return { result: false };
					return index % 10 === 2 ? { error: new Error(`no ${index}`) } : { result: index };
				}),
			{ count: 100, batchSize: 10 },
		);
		const { succeeded, failed, skipped } = summary.counts;
		assert.deepEqual([succeeded, failed, skipped], [80, 10, 10]);
		assert.equal(disk.failed.get(12)?.failure.message, "no 12");
	});

	it("find the one at fault among 500 in at most 20 calls, and the others succeed once each", async () => {
		for (const bad of [0, 123, 499]) {
			const { summary, disk, calls } = await runInBatches(
				refusing((index) => index === bad),
				{ count: 500 },
			);
			assert.deepEqual([summary.counts.succeeded, summary.counts.failed], [499, 1]);
			assert.ok(calls.length <= 20, `${calls.length} calls`);
			assert.deepEqual([...disk.failed.keys()], [bad]);
			assert.equal(new Set(disk.lines).size, 499);
		}
	});

	it("find all that are at fault, wherever they are", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 12 }),
				fc.integer({ min: 1, max: 70 }),
				async (bad, batchSize) => {
					const { disk } = await runInBatches(
						refusing((index) => bad.includes(index)),
						{ count: 200, batchSize },
					);
					assert.deepEqual(
						[...disk.failed.keys()].sort((a, b) => a - b),
						[...bad].sort((a, b) => a - b),
					);
					assert.equal(disk.counts.succeeded, 200 - bad.length);
				},
			),
			// The good row behind the bad ones is tried, too.
			{ numRuns: 30, examples: [[[0, 1, 2], 4]] },
		);
	});

	it("all fail with their batch, if the job says that it may have had an effect", async () => {
		const { summary, calls } = await runInBatches(
			refusing((index) => index === 7),
			{
				count: 100,
				batchSize: 50,
				onBatchFailure: "fail",
			},
		);
		assert.deepEqual([summary.counts.succeeded, summary.counts.failed], [50, 50]);
		assert.deepEqual(calls, [50, 50]);
	});

	it("are tried again as they are when the upstream was only busy", async () => {
		const { summary, calls } = await runInBatches(busyAtFirst(2, 503), { count: 200, batchSize: 100, attempts: 3 });
		assert.deepEqual([summary.counts.succeeded, summary.counts.retries], [200, 200]);
		assert.deepEqual(calls.slice(0, 2), [100, 100]);
	});

	it("are tried again as they are, however often, when they were too many requests", async () => {
		const { summary, calls } = await runInBatches(busyAtFirst(3, 429), { count: 100, batchSize: 100, attempts: 4 });
		assert.equal(summary.counts.succeeded, 100);
		assert.deepEqual(calls, [100, 100, 100, 100]);
	});

	it("are not tried one by one while the upstream is down", async () => {
		const down = () => {
			throw new OperationError("down", { code: 503 });
		};
		const { summary, calls } = await runInBatches(down, { count: 500, attempts: 2 });
		assert.equal(summary.counts.failed, 500);
		assert.ok(calls.length < 60, `${calls.length} calls`);
	});

	it("fail with a message that says so when outcomes are missing", async () => {
		const { disk } = await runInBatches((items) => done(items).slice(1), {
			count: 3,
			batchSize: 3,
			onBatchFailure: "fail",
		});
		assert.equal(disk.failed.get(0)?.failure.message, "The batch has 3 items, but 2 outcomes came back.");
	});
});
