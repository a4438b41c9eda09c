import assert from "node:assert/strict";
import { OperationError } from "../../../src/engine/index.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { fixedWindow, type Limit, SimulatedServer, slidingLog, tokenBucket } from "./simulatedServer.ts";
import { numbers, operation, trial } from "./trialRun.ts";

describe("a run against a server that lets 20/s through", function () {
	this.timeout(20_000);

	const limits: readonly (readonly [string, () => Limit])[] = [
		["from each second to the next", () => fixedWindow(20)],
		["from each half second to the next", () => fixedWindow(20, 500)],
		["from just before each second", () => fixedWindow(20, 990)],
		["in any second", () => slidingLog(20)],
		["with a reserve of 20", () => tokenBucket(20, 20)],
	];
	for (const [what, limit] of limits) {
		it(`paces itself where they are counted ${what}`, async () => {
			const clock = new ManualClock((dueAt) => Math.ceil(dueAt));
			const server = new SimulatedServer(clock);
			server.limit = limit();
			const { run } = trial(
				new MemoryDisk(),
				{ source: numbers(1_000), operation: server.operation(), clock },
				{ concurrency: 32 },
			);
			const { state, counts } = await clock.until(run.start());
			assert.deepEqual([state, counts.succeeded], ["completed", 1_000]);
			const share = server.refused / server.received.length;
			assert.ok(share <= 0.03, `${server.refused} of ${server.received.length} were refused`);
			assert.ok(clock.monotonic() <= 55_000, `took ${clock.monotonic()} ms, and the limit's own time is 50 s`);
		});
	}

	it("goes no faster than the job's own limit", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.limit = fixedWindow(20);
		const rateLimit = { count: 10, periodMs: 1_000, burst: 1 };
		const { run } = trial(
			new MemoryDisk(),
			{ source: numbers(200), operation: server.operation(), clock },
			{ concurrency: 32, rateLimit },
		);
		await clock.until(run.start());
		assert.deepEqual([server.received.length, server.refused], [200, 0]);
		assert.ok(clock.monotonic() >= 19_900 && clock.monotonic() <= 20_200, `${clock.monotonic()}`);
	});

	it("notices when more is let through", async () => {
		const clock = new ManualClock((dueAt) => Math.ceil(dueAt));
		const server = new SimulatedServer(clock);
		const [slow, fast] = [slidingLog(20), slidingLog(60)];
		server.limit = (now) => (now < 30_000 ? slow : fast)(now);
		const { run } = trial(
			new MemoryDisk(),
			{ source: numbers(100_000), operation: server.operation(), clock },
			{ concurrency: 32 },
		);
		const ended = run.start();
		await clock.advance(180_000);
		const inLastSeconds = server.received.filter((at) => at > 170_000).length;
		assert.ok(inLastSeconds >= 300, `${inLastSeconds} in 10 s`);
		run.cancel();
		await clock.until(ended);
	});
});

describe("a server that asks for a pause", () => {
	it("is left alone by all items, once other requests are refused too", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		let untilMs = Number.POSITIVE_INFINITY;
		server.limit = (now) => {
			if (server.received.length === 21) untilMs = now + 30_000;
			return server.received.length <= 20 || now >= untilMs;
		};
		server.retryAfterMs = 30_000;
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source: numbers(200), operation: server.operation(), clock });
		const ended = run.start();
		await clock.advance(10_000);
		const before = server.received.length;
		assert.ok(before <= 26, `${before} requests`);
		const { blockedOn } = run.snapshot;
		assert.deepEqual(
			[blockedOn?.upstream, blockedOn?.reason],
			["api.example", "It asks for no more requests until then."],
		);
		assert.ok((blockedOn?.nextTryMs ?? 0) > 19_000 && (blockedOn?.nextTryMs ?? 0) < 20_500, `${blockedOn?.nextTryMs}`);
		await clock.advance(19_900);
		assert.equal(server.received.length, before);
		assert.equal((await clock.until(ended)).counts.succeeded, 200);
		assert.equal(run.snapshot.blockedOn, undefined);
	});

	it("is left alone only by the item that it refused, where others get through", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.limit = () => server.received.length !== 20;
		server.retryAfterMs = 30_000;
		const { run } = trial(new MemoryDisk(), { source: numbers(200), operation: server.operation(), clock });
		const ended = run.start();
		await clock.advance(10_000);
		assert.equal(server.received.length, 200);
		const { blockedOn, slowedBy, counts } = run.snapshot;
		assert.deepEqual([counts.succeeded, slowedBy], [199, undefined]);
		// Now that nothing else is left, the run says what it waits for.
		assert.equal(blockedOn?.upstream, "api.example");
		assert.ok((blockedOn?.nextTryMs ?? 0) > 19_000 && (blockedOn?.nextTryMs ?? 0) < 20_500, `${blockedOn?.nextTryMs}`);
		assert.equal((await clock.until(ended)).counts.succeeded, 200);
		assert.ok(clock.monotonic() >= 30_000 && clock.monotonic() < 31_000, `${clock.monotonic()}`);
	});

	it("is left alone also if it asked with a success", async () => {
		const clock = new ManualClock();
		const times: number[] = [];
		const work = operation(async ({ index }, attempt) => {
			times.push(clock.monotonic());
			if (index === 2) attempt.throttleFor(5_000);
		});
		const { run } = trial(new MemoryDisk(), { source: numbers(10), operation: work, clock }, { concurrency: 1 });
		await clock.until(run.start());
		assert.equal(times.filter((at) => at < 5_000).length, 3);
		assert.equal(times.length, 10);
	});

	it("uses up no attempts, even of a job that never retries, but not forever", async () => {
		const clock = new ManualClock();
		const disk = new MemoryDisk();
		let calls = 0;
		const work = operation(async ({ index }) => {
			if (index > 0) return;
			calls++;
			throw new OperationError("Too many.", { code: 429, retryAfterMs: 1_000 });
		});
		const retry = { attempts: 1, minDelayMs: 0, maxDelayMs: 0, factor: 1, jitter: false };
		const { run } = trial(disk, { source: numbers(2), operation: work, clock }, { retry });
		const { counts } = await clock.until(run.start());
		assert.deepEqual([counts.succeeded, counts.failed, calls], [1, 1, 11]);
	});

	it("is asked again after an hour, whatever it said, and the run says why", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.limit = (now) => now > 1_000;
		server.retryAfterMs = 365 * 24 * 3_600_000;
		const { run } = trial(new MemoryDisk(), { source: numbers(3), operation: server.operation(), clock });
		const ended = run.start();
		await clock.advance(60_000);
		assert.equal(run.snapshot.blockedOn?.reason, "It asks for no requests for 365 d; it is asked again after 1 h.");
		assert.equal((await clock.until(ended)).counts.succeeded, 3);
		assert.ok(clock.monotonic() >= 3_600_000 && clock.monotonic() < 3_700_000);
	});

	for (const absurd of [-5_000, Number.NaN]) {
		it(`does not stop the run with ${absurd} ms`, async () => {
			const clock = new ManualClock();
			const server = new SimulatedServer(clock);
			let asked = 0;
			server.limit = () => asked++ !== 1;
			server.retryAfterMs = absurd;
			const { run } = trial(new MemoryDisk(), { source: numbers(10), operation: server.operation(), clock });
			assert.equal((await clock.until(run.start())).counts.succeeded, 10);
			assert.ok(clock.monotonic() < 60_000);
		});
	}

	it("does not keep a run from stopping at once, and what waits is left for a resume", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.limit = () => false;
		server.retryAfterMs = 600_000;
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source: numbers(50), operation: server.operation(), clock });
		const ended = run.start();
		await clock.advance(5_000);
		run.cancel();
		const { state } = await clock.until(ended);
		assert.deepEqual([state, disk.done.watermark], ["cancelled", 0]);
		assert.ok(clock.monotonic() < 6_000);
	});
});
