import assert from "node:assert/strict";
import { defaultPolicies, noRules, OperationError, type Policies, type RunOptions } from "../../../src/engine/index.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { SimulatedServer } from "./simulatedServer.ts";
import { numbers, operation, type Trial, trial } from "./trialRun.ts";

/** With the default waits between attempts: without any, an item has failed before its upstream counts as down. */
function patient(options: Pick<RunOptions, "source" | "operation" | "clock">, policies: Partial<Policies> = {}): Trial {
	return trial(new MemoryDisk(), options, { retry: { ...defaultPolicies.retry, jitter: false }, ...policies });
}

describe("a run whose upstream goes down", () => {
	for (const concurrency of [1, 4, 32]) {
		it(`loses no item, and sends next to no requests in vain, ${concurrency} at a time`, async () => {
			const clock = new ManualClock();
			const server = new SimulatedServer(clock);
			server.outage = [2_000, 22_000];
			const { run } = patient({ source: numbers(5_000), operation: server.operation(), clock }, { concurrency });
			const { state, counts } = await clock.until(run.start());
			assert.deepEqual([state, counts.succeeded, counts.failed], ["completed", 5_000, 0]);
			assert.ok(server.lost.length <= 10, `${server.lost.length} requests: ${server.lost.join(", ")}`);
		});
	}

	it("tries at growing intervals, with one item at a time, and says what it waits for", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.outage = [1_000, 200_000];
		const { run } = patient({ source: numbers(5_000), operation: server.operation(), clock });
		const ended = run.start();
		await clock.advance(10_000);
		const { blockedOn, state, inFlight } = run.snapshot;
		assert.deepEqual(
			[state, inFlight, blockedOn?.upstream, blockedOn?.reason],
			["running", 0, "api.example", "Nobody is there."],
		);
		const probeIn = blockedOn?.nextTryMs ?? 0;
		const before = server.received.length;
		await clock.advance(probeIn - 1);
		assert.equal(server.received.length, before);
		await clock.advance(2);
		assert.equal(server.received.length, before + 1);
		await clock.advance(200_000);
		const waits = server.lost.slice(1).map((at, n) => Math.round((at - (server.lost[n] ?? 0)) / 1_000));
		assert.deepEqual(waits.filter((seconds) => seconds > 0).slice(0, 7), [2, 4, 8, 16, 30, 30, 30]);
		assert.equal((await clock.until(ended)).counts.succeeded, 5_000);
	});

	it("goes on with the items of other upstreams", async () => {
		const clock = new ManualClock();
		const downServer = new SimulatedServer(clock);
		const upServer = new SimulatedServer(clock);
		downServer.outage = [0, 60_000];
		const [down, up] = [downServer.operation(), upServer.operation()];
		const isDown = (index: number) => index % 10 === 0;
		const work = {
			...operation((item, attempt) => (isDown(item.index) ? down : up).run(item, attempt)),
			target: ({ index }: { readonly index: number }) => (isDown(index) ? "down.example" : "up.example"),
		};
		const { run } = patient({ source: numbers(2_000), operation: work, clock });
		const ended = run.start();
		await clock.advance(10_000);
		assert.deepEqual([upServer.received.length, run.snapshot.blockedOn?.upstream], [1_800, "down.example"]);
		assert.ok(downServer.received.length <= 12, `${downServer.received.length} requests`);
		assert.deepEqual((await clock.until(ended)).counts.succeeded, 2_000);
	});

	it("takes an answer of any kind for a sign of life", async () => {
		const clock = new ManualClock();
		let calls = 0;
		const work = {
			...operation(async () => {
				throw new OperationError("no", { code: ++calls % 4 === 0 ? 500 : 503 });
			}),
			target: () => "api.example",
		};
		const { run } = patient({ source: numbers(100), operation: work, clock }, { concurrency: 1 });
		const { counts } = await clock.until(run.start());
		assert.deepEqual([counts.failed, calls], [100, 300]);
	});

	it("does not count failures that the job gives another category", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.outage = [0, 60_000];
		const errors = { ...noRules, skip: ["ECONNREFUSED"] };
		const { run } = patient({ source: numbers(100), operation: server.operation(), clock }, { errors });
		assert.equal((await clock.until(run.start())).counts.rejected, 100);
	});

	it("halts if nobody has ever answered, and says so", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.outage = [0, Number.POSITIVE_INFINITY];
		const { run } = patient({ source: numbers(5_000), operation: server.operation(), clock });
		const { state, reason, counts } = await clock.until(run.start());
		assert.equal(state, "halted");
		assert.equal(reason, "Nobody has answered at api.example for over a minute. The last attempt: Nobody is there.");
		assert.equal(counts.failed, 0);
		assert.ok(server.received.length <= 16);
	});

	it("ends although one of many hosts never answers", async () => {
		const clock = new ManualClock();
		const dead = new SimulatedServer(clock);
		dead.outage = [0, Number.POSITIVE_INFINITY];
		const deadWork = dead.operation();
		const isDead = (index: number) => index % 10 === 0;
		const work = {
			...operation((item, attempt) => (isDead(item.index) ? deadWork.run(item, attempt) : "done")),
			target: ({ index }: { readonly index: number }) => (isDead(index) ? "dead.example" : "up.example"),
		};
		const { run } = patient({ source: numbers(1_000), operation: work, clock });
		const { state, counts } = await clock.until(run.start());
		assert.deepEqual([state, counts.succeeded, counts.failed], ["completedWithFailures", 900, 100]);
		assert.ok(clock.monotonic() < 120_000, `${clock.monotonic()} ms`);
	});

	it("stops at once", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.outage = [1_000, 600_000];
		const { run } = patient({ source: numbers(5_000), operation: server.operation(), clock });
		const ended = run.start();
		await clock.advance(60_000);
		const stoppedAt = clock.monotonic();
		run.cancel();
		const { state, counts } = await clock.until(ended);
		assert.deepEqual([state, counts.failed], ["cancelled", 0]);
		assert.ok(clock.monotonic() - stoppedAt < 1_000);
	});
});
