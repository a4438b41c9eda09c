import assert from "node:assert/strict";
import { MemoryDisk } from "./memoryStore.ts";
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

	it("goes on when a person says that there is room, and has lost nothing", async () => {
		const { session, disk, seen, ending } = fullAfter(50);
		await reached(session.run, ({ snapshot }) => snapshot.state === "paused");
		session.store.refuses = undefined;
		session.run.resume();
		const { state, counts, reason } = await ending;
		assert.deepEqual([state, counts.succeeded, reason], ["completed", 500, undefined]);
		assert.equal(new Set(seen).size, seen.length);
		assert.equal(new Set(disk.lines).size, 500);
	});

	it("goes on by itself, too", async () => {
		const { session, ending } = fullAfter(50);
		await reached(session.run, ({ snapshot }) => snapshot.state === "paused");
		session.store.refuses = undefined;
		assert.equal((await ending).counts.succeeded, 500);
	});

	it("stays paused when a person has paused it, although there is room again", async () => {
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

	it("ends when it is cancelled, with the system's words for what could not be saved", async () => {
		const { session, ending } = fullAfter(50);
		await reached(session.run, ({ snapshot }) => snapshot.state === "paused");
		session.run.cancel();
		await assert.rejects(ending, /no space left/);
	}).timeout(10_000);
});
