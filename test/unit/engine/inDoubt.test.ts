import assert from "node:assert/strict";
import fc from "fast-check";
import { OperationError } from "../../../src/engine/index.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, reached, trial } from "./trialRun.ts";

/** Runs until `attempts` attempts have started, and dies in the middle of the last one. */
async function dieAt(disk: MemoryDisk, attempts: number, { count = 50, concurrency = 4 } = {}): Promise<number[]> {
	const died = Promise.withResolvers<void>();
	const [started, ended] = [new Set<number>(), new Set<number>()];
	const work = operation(async ({ index }) => {
		started.add(index);
		if (started.size >= attempts) {
			session.store.dead = true;
			died.resolve();
		}
		await new Promise(setImmediate);
		if (session.store.dead) return new Promise(() => undefined);
		ended.add(index);
		return index;
	});
	const session = trial(disk, { source: numbers(count), operation: work }, { interrupted: "ask", concurrency });
	await Promise.race([session.run.start(), died.promise]);
	return [...started];
}

describe("a run that records starts", () => {
	it("counts every item that had started without an outcome as in doubt, and at most one more per lane", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 50 }),
				fc.integer({ min: 1, max: 9 }),
				async (attempts, concurrency) => {
					const disk = new MemoryDisk();
					const started = await dieAt(disk, attempts, { concurrency });
					const open = started.filter((index) => !disk.done.has(index));
					for (const index of open) assert.ok(disk.starts.has(index), `${index} had started`);
					const others = [...disk.starts.keys()].filter((index) => !started.includes(index));
					assert.ok(others.length <= concurrency, `${others.length} had not started`);
				},
			),
			{ numRuns: 40 },
		);
	});

	it("begins no attempt before its start is on disk", async () => {
		const disk = new MemoryDisk();
		const work = operation(({ index }) => {
			assert.ok(disk.starts.has(index));
			return index;
		});
		const { run } = trial(disk, { source: numbers(200), operation: work }, { interrupted: "skip" });
		assert.deepEqual((await run.start()).counts.succeeded, 200);
		assert.equal(disk.starts.size, 0);
	});

	it("resumes without those in doubt, and counts them", async () => {
		const disk = new MemoryDisk();
		await dieAt(disk, 20);
		const doubtful = [...disk.starts.keys()];
		assert.ok(doubtful.length > 0);
		disk.decideInDoubt("interrupted");
		const seen: number[] = [];
		const work = operation(({ index }) => seen.push(index));
		const second = trial(disk, { source: numbers(50), operation: work }, { interrupted: "ask" });
		const { state, counts } = await second.run.start();
		assert.deepEqual(
			[state, counts.interrupted, counts.succeeded],
			["completedWithFailures", doubtful.length, 50 - doubtful.length],
		);
		assert.ok(doubtful.every((index) => !seen.includes(index)));
		assert.deepEqual(
			disk.tail.map((line) => JSON.parse(line)).map(({ index, outcome }) => [index, outcome]),
			doubtful.sort((a, b) => a - b).map((index) => [index, "interrupted"]),
		);
	});

	it("takes the user's word that an item is done: a result, and no attempt", async () => {
		const disk = new MemoryDisk();
		await dieAt(disk, 20);
		const doubtful = disk.starts.size;
		disk.decideInDoubt("interrupted");
		const work = operation(() => "ran");
		const options = { source: numbers(50), operation: work };
		const store = trial(disk, options).store;
		const moved = await store.queue({ outcome: "interrupted" }, true);
		assert.equal(moved.interrupted, doubtful);
		const { counts, state } = await trial(disk, options, { interrupted: "ask" }).run.start();
		assert.deepEqual([state, counts.succeeded, counts.interrupted], ["completed", 50, 0]);
		const lines = disk.lines.map((line) => JSON.parse(line));
		assert.equal(lines.length, 50);
		assert.equal(lines.filter(({ result, attempts }) => result === null && attempts === 1).length, doubtful);
	});

	it("does not doubt an item that waited for its next attempt when it was stopped", async () => {
		const disk = new MemoryDisk();
		const work = operation(() => {
			throw new Error("busy");
		});
		const retry = { attempts: 3, minDelayMs: 60_000, maxDelayMs: 60_000, factor: 1, jitter: false };
		const { run } = trial(disk, { source: numbers(3), operation: work }, { interrupted: "ask", retry });
		const ending = run.start();
		await reached(run, () => run.snapshot.waiting === 3);
		run.cancel();
		assert.equal((await ending).state, "cancelled");
		assert.equal(disk.starts.size, 0);
	});

	it("counts what may have been done and waited for its next attempt when it was stopped", async () => {
		for (const [mayBeDone, expected] of [
			[true, 3],
			[false, 0],
		] as const) {
			const work = operation(() => {
				throw new OperationError("no answer", { category: "retry", mayBeDone });
			});
			const retry = { attempts: 3, minDelayMs: 60_000, maxDelayMs: 60_000, factor: 1, jitter: false };
			const { run } = trial(new MemoryDisk(), { source: numbers(3), operation: work }, { interrupted: "retry", retry });
			const ending = run.start();
			await reached(run, () => run.snapshot.waiting === 3);
			run.cancel();
			await ending;
			assert.equal(run.mayRunAgain, expected);
		}
	});

	it("does not doubt an item that waits for its next attempt when the process dies, and doubts that attempt", async () => {
		const disk = new MemoryDisk();
		const again = Promise.withResolvers<void>();
		const work = operation(({ index }, { number }) => {
			if (index > 0 || number === 1) throw new Error("busy");
			assert.ok(disk.starts.has(index), "The start of its second attempt is on disk.");
			again.resolve();
			return new Promise(() => undefined);
		});
		const retry = { attempts: 3, minDelayMs: 300, maxDelayMs: 600_000, factor: 1, jitter: false };
		const options = { source: numbers(1), operation: work };
		const { run, store } = trial(disk, options, { interrupted: "ask", retry });
		void run.start();
		await again.promise;
		assert.ok(
			disk.commits.some(({ released }) => released.includes(0)),
			"While it waited, it was not in doubt.",
		);
		store.dead = true;
		assert.deepEqual([...disk.starts.keys()], [0]);
		assert.equal(disk.starts.get(0)?.attempts, 1);
		assert.equal(disk.starts.get(0)?.history.length, 1);
	}).timeout(10_000);

	it("doubts an item whose attempt was cut short when the run was stopped", async () => {
		const disk = new MemoryDisk();
		const work = operation(
			(_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
		);
		const { run } = trial(disk, { source: numbers(3), operation: work }, { interrupted: "ask", concurrency: 2 });
		const ending = run.start();
		await reached(run, () => run.snapshot.inFlight === 2);
		run.cancel();
		assert.equal((await ending).state, "cancelled");
		assert.deepEqual([...disk.starts.keys()], [0, 1]);
	}).timeout(10_000);
});
