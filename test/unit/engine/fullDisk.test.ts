import assert from "node:assert/strict";
import type { Sink } from "../../../src/engine/index.ts";
import { ManualClock, settled } from "./manualClock.ts";
import { MemoryDisk, type MemoryStore } from "./memoryStore.ts";
import { numbers, operation, reached, trial } from "./trialRun.ts";

const noRoom = Object.assign(new Error("run.sqlite could not be written: no space left on device."), {
	code: "ENOSPC",
});

describe("a run whose disk is full", () => {
	function fullAfter(outcomes: number) {
		const disk = new MemoryDisk();
		const seen: number[] = [];
		const work = operation(async ({ index }) => {
			seen.push(index);
			if (seen.length === outcomes) session.store.refuses = noRoom;
			await new Promise(setImmediate);
			return index;
		});
		const session = trial(disk, { source: numbers(500), operation: work }, { batchSize: 1, checkpointEveryBatches: 1 });
		return { disk, seen, session, ending: session.run.start() };
	}

	it("is paused, says why, and starts no more items", async () => {
		const { session, seen, ending } = fullAfter(50);
		const { run, store } = session;
		await reached(run, () => run.snapshot.state === "paused");
		assert.match(run.snapshot.reason ?? "", /no space left/);
		assert.ok(seen.length < 500);
		store.refuses = undefined;
		run.resume();
		await ending;
	});

	it("starts no more items however long that lasts, and resumes at once when the user says so", async () => {
		const clock = new ManualClock();
		let calls = 0;
		const work = operation(() => {
			calls++;
			return new Promise<void>((resolve) => clock.timer(1_000, resolve));
		});
		const { run, store } = trial(new MemoryDisk(), { source: numbers(20), operation: work, clock }, { concurrency: 4 });
		const ending = run.start();
		await clock.advance(500);
		store.refuses = noRoom;
		await clock.advance(60_000);
		// Those that had started before anything was to be written have ended since.
		assert.deepEqual([run.snapshot.state, run.snapshot.inFlight, calls], ["paused", 0, 8]);
		store.refuses = undefined;
		run.resume();
		await settled();
		assert.equal(run.snapshot.state, "running");
		await clock.advance(60_000);
		assert.deepEqual([(await ending).counts.succeeded, calls], [20, 20]);
	});

	it("resumes when the user says that there is room, and has lost nothing", async () => {
		const { session, disk, seen, ending } = fullAfter(50);
		await reached(session.run, ({ snapshot }) => snapshot.state === "paused");
		session.store.refuses = undefined;
		session.run.resume();
		const { state, counts, reason } = await ending;
		assert.deepEqual([state, counts.succeeded, reason], ["completed", 500, undefined]);
		assert.equal(new Set(seen).size, seen.length);
		assert.equal(new Set(disk.lines).size, 500);
	});

	it("resumes by itself, too", async () => {
		const { session, ending } = fullAfter(50);
		await reached(session.run, ({ snapshot }) => snapshot.state === "paused");
		session.store.refuses = undefined;
		assert.equal((await ending).counts.succeeded, 500);
	});

	it("stays paused when the user has paused it, although there is room again", async () => {
		const { session, ending } = fullAfter(50);
		const { run, store } = session;
		await reached(run, ({ snapshot }) => snapshot.state === "paused");
		run.pause();
		store.refuses = undefined;
		await reached(run, ({ snapshot }) => snapshot.reason === undefined);
		assert.equal(run.snapshot.state, "paused");
		run.resume();
		assert.equal((await ending).state, "completed");
	});

	it("ends when it is cancelled, with the system's error message for what could not be saved", async () => {
		const { session, ending } = fullAfter(50);
		await reached(session.run, ({ snapshot }) => snapshot.state === "paused");
		session.run.cancel();
		await assert.rejects(ending, /no space left/);
	}).timeout(10_000);
});

describe("a disk that is found full", () => {
	const calls = ["commit", "queue", "takeQueued", "skip", "writeTail"] as const;

	/** Refuses the first call that fits. */
	function refuseOnce<Args extends unknown[], T>(
		call: (...args: Args) => Promise<T>,
		fits: (...args: Args) => boolean,
	) {
		let isRefused = false;
		return async (...args: Args) => {
			if (isRefused || !fits(...args)) return call(...args);
			isRefused = true;
			throw noRoom;
		};
	}

	/** What the results end with. */
	const isTail = (lines: readonly string[]) => lines.some((line) => line.includes("skipped"));

	for (const [what, refuse] of [
		...calls.map((name) => {
			const refuseIt = (store: MemoryStore) => {
				const call = store[name].bind(store) as (...args: unknown[]) => Promise<unknown>;
				Object.assign(store, { [name]: refuseOnce(call, () => true) });
			};
			return [`by the store's ${name}`, refuseIt] as const;
		}),
		[
			"by an output",
			(_: MemoryStore, output: Sink) => {
				output.write = refuseOnce(output.write, (lines) => !isTail(lines));
			},
		],
		[
			"by an output's last lines",
			(_: MemoryStore, output: Sink) => {
				output.write = refuseOnce(output.write, isTail);
			},
		],
	] as const) {
		it(`${what} pauses the run, which resumes by itself and comes to the same result`, async () => {
			const clock = new ManualClock();
			const disk = new MemoryDisk();
			const written: string[] = [];
			const output: Sink = {
				id: "output",
				open: async () => undefined,
				write: async (lines) => written.push(...lines),
				close: async () => undefined,
			};
			const attempts = new Map<number, number>();
			const isReleased = Promise.withResolvers<void>();
			const work = operation(async ({ index }) => {
				const attempt = (attempts.get(index) ?? 0) + 1;
				attempts.set(index, attempt);
				if ((index === 3 || index === 4) && attempt === 1) throw new Error("not yet");
				if (index === 9) await isReleased.promise;
				return index;
			});
			const { run, store } = trial(
				disk,
				{ source: numbers(10), operation: work, clock, sinks: [output] },
				{ retry: { attempts: 1, minDelayMs: 1, maxDelayMs: 1, factor: 1, jitter: false } },
			);
			const reasons = new Set<string>();
			run.onDidChange(({ state, reason }) => state === "paused" && reasons.add(reason ?? ""));
			refuse(store, output);
			const ending = run.start();
			await clock.advance(3_000);
			const retried = run.retry({ indices: [3] });
			await clock.advance(3_000);
			const skipped = run.skip({ indices: [4] });
			await clock.advance(3_000);
			isReleased.resolve();
			await clock.advance(6_000);
			const { state, counts } = await ending;
			assert.deepEqual([...reasons], [noRoom.message]);
			assert.deepEqual([(await retried).failed, (await skipped).failed], [1, 1]);
			assert.deepEqual([state, counts.succeeded, counts.skipped, counts.failed], ["completed", 9, 1, 0]);
			assert.deepEqual([attempts.get(3), [...attempts.values()].reduce((sum, n) => sum + n)], [2, 11]);
			assert.equal(disk.tail.length, 1);
			const indices = written.map((line) => JSON.parse(line).index as number);
			assert.deepEqual([indices.toSorted((a, b) => a - b), indices.at(-1)], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4]);
		});
	}
});
