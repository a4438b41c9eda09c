import assert from "node:assert/strict";
import type { Attempt, Item, Policies, RunOptions } from "../../../src/engine/index.ts";
import { ManualClock, settled } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, trial } from "./trialRun.ts";

const hourMs = 3_600_000;
const never = () => new Promise(() => undefined);
const retryOnce: Policies["retry"] = { attempts: 2, minDelayMs: 1_000, maxDelayMs: 1_000, factor: 1, jitter: false };

/** A run on a clock of its own; `ending` is set when it is over. */
function begin(
	work: (item: Item) => unknown,
	count: number,
	policies: Partial<Policies> = {},
	sinks: RunOptions["sinks"] = [],
) {
	const clock = new ManualClock();
	const disk = new MemoryDisk();
	const options = { source: numbers(count), operation: operation(work), clock, sinks };
	const { run } = trial(disk, options, { concurrency: 2, retry: retryOnce, ...policies });
	const ending = run.start();
	return { clock, disk, run, ending };
}

/** Work that takes `durationMs` per item. */
function taking(clock: () => ManualClock, durationMs: number) {
	return () => new Promise<string>((resolve) => clock().timer(durationMs, () => resolve("done")));
}

describe("an operation that never settles", () => {
	it("fails with all its attempts at the job's timeout, whether it reacts or not, and the run ends", async () => {
		const { clock, disk, ending } = begin(never, 1, { timeoutMs: 10_000 });
		// Two attempts, each with the time to react to its abort, and the wait between them.
		await clock.advance(2 * (10_000 + 3_000) + 1_000 + 500);
		const { state, counts } = await ending;
		assert.deepEqual([state, counts.failed, counts.retries], ["completedWithFailures", 1, 1]);
		assert.match(disk.failed.get(0)?.failure.message ?? "", /^No result within 10 s/);
	});

	it("has its time limit from when its turn has come", async () => {
		const run = async (_: Item, attempt: Attempt) => {
			if (attempt.number === 1) attempt.queued();
			await clock.waitFor(60_000);
			attempt.began();
			return never();
		};
		const clock = { waitFor: (ms: number) => new Promise<void>((resolve) => trialClock.timer(ms, resolve)) };
		const trialClock = new ManualClock();
		const disk = new MemoryDisk();
		const options = { source: numbers(1), operation: operation(run), clock: trialClock };
		const ending = trial(disk, options, { timeoutMs: 10_000, retry: { ...retryOnce, attempts: 1 } }).run.start();
		await trialClock.advance(69_000);
		assert.equal(disk.failed.size, 0);
		await trialClock.advance(5_000);
		assert.equal((await ending).counts.failed, 1);
	});

	it("is abandoned 8 seconds after the run was stopped, and is in doubt where starts are recorded", async () => {
		const { clock, disk, run, ending } = begin(never, 5, { interrupted: "ask" });
		await clock.advance(100);
		run.cancel();
		await clock.advance(7_900);
		assert.equal(run.snapshot.inFlight, 2);
		await clock.advance(300);
		assert.equal((await ending).state, "cancelled");
		assert.deepEqual([...disk.starts.keys()], [0, 1]);
		assert.equal(run.mayRunAgain, 2);
	});
});

describe("a laptop that was asleep for an hour", () => {
	it("counts that neither as running time nor as slow: time, rate and time left are those of the work", async () => {
		const { clock, run, ending } = begin(
			taking(() => clock, 100),
			1_000,
		);
		await clock.advance(20_000);
		const before = run.snapshot;
		await clock.sleep(hourMs);
		await clock.advance(1_000);
		const after = run.snapshot;
		assert.ok(after.activeMs - before.activeMs < 2_000, `${after.activeMs - before.activeMs} ms more`);
		assert.ok(Math.abs(after.itemsPerSecond - before.itemsPerSecond) < 2, `${after.itemsPerSecond} items/s`);
		assert.ok((after.etaMs ?? Number.NaN) < 60_000, `${after.etaMs} ms left`);
		await clock.advance(60_000);
		const { state, durationMs } = await ending;
		assert.equal(state, "completed");
		assert.ok(durationMs > 49_000 && durationMs < 53_000, `${durationMs} ms`);
	});

	it("does not catch up: each timer fires once", async () => {
		const { clock, run } = begin(never, 5);
		await clock.advance(1_000);
		const { rung } = clock;
		await clock.sleep(hourMs);
		assert.ok(clock.rung - rung < 10, `${clock.rung - rung} timers rang`);
		run.cancel();
		await clock.advance(10_000);
	});

	it("ends the attempts that are long overdue, and makes them once more", async () => {
		let attempts = 0;
		const work = () => (++attempts <= 2 ? never() : Promise.resolve("done"));
		const { clock, disk, ending } = begin(work, 2, { timeoutMs: 30_000 });
		await clock.advance(1_000);
		await clock.sleep(hourMs);
		await clock.advance(10_000);
		const { state, counts } = await ending;
		assert.deepEqual([state, counts.succeeded, counts.retries, attempts], ["completed", 2, 2, 4]);
		assert.equal(disk.lines.length, 2);
	});
});

describe("a system clock that is moved", () => {
	for (const [way, shiftMs] of [
		["back by a day", -24 * hourMs],
		["forward by a day", 24 * hourMs],
	] as const) {
		it(`${way}: nothing that is measured depends on it`, async () => {
			const { clock, disk, run, ending } = begin(
				taking(() => clock, 100),
				400,
			);
			await clock.advance(5_000);
			clock.wallMs += shiftMs;
			await clock.advance(1_000);
			const { itemsPerSecond, etaMs = Number.NaN, activeMs } = run.snapshot;
			assert.ok(itemsPerSecond > 15 && itemsPerSecond < 25, `${itemsPerSecond} items/s`);
			assert.ok(etaMs > 10_000 && etaMs < 20_000, `${etaMs} ms left`);
			assert.ok(activeMs > 5_900 && activeMs < 6_100, `${activeMs} ms`);
			await clock.advance(20_000);
			const { state, counts } = await ending;
			assert.deepEqual([state, counts.succeeded], ["completed", 400]);
			const durations = disk.lines.map((line) => JSON.parse(line).durationMs as number);
			assert.ok(durations.every((durationMs) => Math.abs(durationMs - 100) < 1));
			const samples = disk.commits.flatMap(({ sample }) => sample ?? []);
			assert.ok(samples.every((sample) => sample.itemsPerSecond >= 0 && sample.itemsPerSecond < 30));
		});
	}
});

describe("a sink that throws", () => {
	const sink = (fails: Partial<Record<"open" | "write", string>>) => {
		const fail = async (at: "open" | "write") => {
			if (fails[at] !== undefined) throw new Error(fails[at]);
			return 0;
		};
		return {
			id: "broken",
			open: async () => void (await fail("open")),
			write: () => fail("write"),
			close: async () => undefined,
		};
	};

	it("when it is opened: nothing has started", async () => {
		let calls = 0;
		const { disk, ending } = begin(() => ++calls, 10, {}, [sink({ open: "no such place" })]);
		await assert.rejects(ending, /no such place/);
		assert.deepEqual([calls, disk.state], [0, "queued"]);
	});

	it("when it writes: the run stops, and what it could not take does not count", async () => {
		let calls = 0;
		const { clock, disk, ending } = begin(() => ++calls, 100_000, {}, [sink({ write: "broken pipe" })]);
		const rejected = assert.rejects(ending, /broken pipe/);
		await settled();
		await clock.advance(10_000);
		await rejected;
		assert.ok(calls < 100_000);
		assert.deepEqual([disk.counts.succeeded, disk.lines.length, disk.done.watermark], [0, 0, 0]);
	});

	it("when it writes once: what came after that does not count either, as its line would be missing", async () => {
		let writes = 0;
		const output = sink({});
		output.write = async () => {
			if (++writes === 1) throw new Error("broken pipe");
			return 0;
		};
		const { clock, disk, ending } = begin((item) => item.index, 100_000, {}, [output]);
		const rejected = assert.rejects(ending, /broken pipe/);
		await clock.advance(10_000);
		await rejected;
		assert.equal(writes, 1);
		assert.deepEqual([disk.counts.succeeded, disk.lines.length, disk.done.watermark], [0, 0, 0]);
	});
});
