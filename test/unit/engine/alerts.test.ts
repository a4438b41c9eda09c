import assert from "node:assert/strict";
import type { Alert, AlertPolicy, Policies, RunOptions, Snapshot } from "../../../src/engine/index.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { SimulatedServer } from "./simulatedServer.ts";
import { numbers, operation, trial } from "./trialRun.ts";

/** A run of many items, four at a time, that each take `takesMs`, and fail while `fails` says so. */
class Watched {
	readonly clock = new ManualClock();
	readonly disk = new MemoryDisk();
	takesMs = 100;
	fails: (index: number) => boolean = () => false;
	skips: (index: number) => boolean = () => false;
	memory = 0.1;
	readonly run;
	readonly ended;
	/** What the user was to be told: a line for each notice, and for each end. */
	readonly told: string[] = [];
	readonly states: string[] = [];

	constructor(alerts: AlertPolicy, options: Partial<RunOptions> = {}, policies: Partial<Policies> = {}) {
		const work = operation(async ({ index }) => {
			await new Promise<void>((resolve) => this.clock.timer(this.takesMs, resolve));
			if (this.fails(index)) throw new Error("no");
			return !this.skips(index);
		});
		this.run = trial(
			this.disk,
			{ source: numbers(100_000), operation: work, clock: this.clock, memory: () => this.memory, ...options },
			{ alerts, retry: { attempts: 1, minDelayMs: 1, maxDelayMs: 1, factor: 1, jitter: false }, ...policies },
		).run;
		const noticed = new Map<string, number>();
		let before: readonly Alert[] = [];
		this.run.onDidChange((snapshot: Snapshot) => {
			const { alerts: now, state } = snapshot;
			if (this.states.at(-1) !== state) this.states.push(state);
			for (const { kind, noticedAt } of now) {
				if (noticed.get(kind) !== noticedAt) this.told.push(`${this.seconds}: ${kind}`);
				noticed.set(kind, noticedAt);
			}
			for (const { kind } of before) {
				if (!now.some((alert) => alert.kind === kind)) this.told.push(`${this.seconds}: no ${kind}`);
			}
			before = now;
		});
		this.ended = this.run.start();
	}

	get seconds(): number {
		return Math.round(this.clock.monotonic() / 1_000);
	}

	get alerts(): readonly Alert[] {
		return this.run.snapshot.alerts;
	}

	/** Cancels the run. */
	async stop(): Promise<void> {
		this.run.cancel();
		await this.clock.until(this.ended);
	}
}

const notify = (at: number) => ({ at, action: "notify" }) as const;

describe("an alert about the success rate", () => {
	it("is raised when too few succeed of the last 30 s, and over when it is back by a margin", async () => {
		const watched = new Watched({ successRateBelow: notify(0.9) });
		await watched.clock.advance(60_000);
		assert.equal(watched.alerts.length, 0);
		watched.fails = (index) => index % 2 === 0;
		await watched.clock.advance(15_000);
		const [alert] = watched.alerts;
		assert.deepEqual(
			[alert?.kind, alert?.threshold, alert?.action, alert?.since],
			["successRate", 0.9, "notify", alert?.noticedAt],
		);
		assert.match(
			alert?.message ?? "",
			/^8\d% of 1,2\d\d items in the last 30 s succeeded, below 90% \(alerts\.successRateBelow\)\.$/,
		);
		// Half of 7 s of the last 30 failed: 88 %.
		assert.ok(["66: successRate", "67: successRate"].includes(watched.told[0] ?? ""), watched.told.join());
		// Now 8 %, which is over the threshold but not by the margin.
		watched.fails = (index) => index % 12 === 0;
		await watched.clock.advance(60_000);
		assert.equal(watched.alerts.length, 1);
		watched.fails = () => false;
		await watched.clock.advance(30_000);
		assert.equal(watched.alerts.length, 0);
		assert.equal(watched.told.length, 2, watched.told.join());
		await watched.stop();
	});

	it("needs 20 items that have succeeded or failed", async () => {
		const watched = new Watched({ successRateBelow: notify(0.9) }, { source: numbers(19) });
		watched.takesMs = 2_000;
		watched.fails = () => true;
		await watched.clock.until(watched.ended);
		assert.deepEqual(watched.told, []);
		const skipping = new Watched({ successRateBelow: notify(0.9) });
		skipping.skips = (index) => index % 10 !== 0;
		skipping.fails = (index) => index === 50;
		await skipping.clock.advance(20_000);
		assert.ok(skipping.run.snapshot.counts.skipped > 600);
		assert.deepEqual(skipping.told, [], "skipped items are no failures");
		await skipping.stop();
	});

	it("is notified about once a minute at most, however often it comes and goes", async () => {
		const watched = new Watched({ successRateBelow: notify(0.9) });
		watched.fails = () => Math.floor(watched.seconds / 35) % 2 === 1;
		await watched.clock.advance(600_000);
		const notices = watched.told.filter((text) => !text.includes("no ")).map((text) => Number.parseInt(text, 10));
		assert.ok(notices.length >= 7, watched.told.join());
		for (const [n, at] of notices.entries()) assert.ok(n === 0 || at - (notices[n - 1] ?? 0) >= 60, notices.join());
		await watched.stop();
	});

	it("pauses the run, and once the user has resumed it not again for a whole window", async () => {
		const watched = new Watched({ successRateBelow: { at: 0.9, action: "pause" } });
		watched.fails = () => true;
		await watched.clock.advance(5_000);
		const { state, reason, alerts } = watched.run.snapshot;
		assert.equal(state, "paused");
		assert.match(reason ?? "", /^0% of \d+ items in the last 30 s succeeded, below 90%/);
		assert.equal(alerts[0]?.kind, "successRate");
		assert.equal(watched.disk.reason, reason);
		const { settled } = watched.disk;
		await watched.clock.advance(600_000);
		assert.deepEqual([watched.disk.settled, watched.run.snapshot.state], [settled, "paused"]);
		watched.run.resume();
		await watched.clock.advance(29_000);
		assert.equal(watched.run.snapshot.state, "running");
		assert.ok(watched.disk.settled > settled + 1_000);
		await watched.clock.advance(3_000);
		assert.equal(watched.run.snapshot.state, "paused");
		watched.run.resume();
		watched.fails = () => false;
		await watched.clock.advance(5_000);
		assert.deepEqual([watched.run.snapshot.state, watched.alerts], ["running", []]);
		watched.fails = () => true;
		await watched.clock.advance(5_000);
		assert.equal(watched.run.snapshot.state, "paused", "as it had recovered meanwhile");
		await watched.stop();
		assert.equal(watched.disk.state, "cancelled");
	});

	it("halts the run", async () => {
		const watched = new Watched({ successRateBelow: { at: 0.5, action: "halt" } });
		watched.fails = (index) => index > 400;
		const { state, reason } = await watched.clock.until(watched.ended);
		assert.equal(state, "halted");
		assert.match(reason ?? "", /^4\d% of \d+ items in the last 30 s succeeded, below 50%/);
		assert.equal(watched.alerts.length, 0);
		assert.ok(watched.disk.settled < 1_000);
	});
});

describe("an alert about the rate", () => {
	it("is raised when it falls, and over when it is back, or has become what is usual", async () => {
		const watched = new Watched({ rateDropAbove: notify(0.5) });
		await watched.clock.advance(60_000);
		watched.takesMs = 400;
		await watched.clock.advance(15_000);
		assert.match(
			watched.alerts[0]?.message ?? "",
			/^The rate fell by 5\d%, from [34]\d\/s in the minutes before to 1\d\/s \(alerts\.rateDropAbove: 50%\)\.$/,
		);
		watched.takesMs = 100;
		await watched.clock.advance(15_000);
		assert.equal(watched.alerts.length, 0);
		watched.takesMs = 400;
		await watched.clock.advance(30_000);
		assert.equal(watched.alerts.length, 1);
		await watched.clock.advance(300_000);
		assert.equal(watched.alerts.length, 0);
		await watched.stop();
	});

	it("is not raised in the first 30 s, nor while and after the run is paused", async () => {
		const young = new Watched({ rateDropAbove: notify(0.5) });
		await young.clock.advance(12_000);
		young.takesMs = 2_000;
		await young.clock.advance(17_000);
		assert.deepEqual(young.told, []);
		await young.stop();
		const paused = new Watched({ rateDropAbove: notify(0.5) });
		await paused.clock.advance(60_000);
		for (let n = 0; n < 5; n++) {
			paused.run.pause();
			await paused.clock.advance(20_000);
			paused.run.resume();
			await paused.clock.advance(12_000);
		}
		assert.deepEqual(paused.told, []);
		await paused.stop();
	});

	it("is not raised while the upstream is down, and what fails then does not count", async () => {
		const clock = new ManualClock();
		const server = new SimulatedServer(clock);
		server.latencyMs = 100;
		server.outage = [60_000, 100_000];
		const disk = new MemoryDisk();
		const alerts = { rateDropAbove: notify(0.5), successRateBelow: notify(0.9) };
		const { run } = trial(disk, { source: numbers(6_000), operation: server.operation(), clock }, { alerts });
		const raised: string[] = [];
		run.onDidChange((snapshot) => raised.push(...snapshot.alerts.map(({ message }) => message)));
		const { state } = await clock.until(run.start());
		assert.deepEqual([state, raised], ["completed", []]);
	});

	it("is not raised by slow items, by batches, nor by the last items of a run", async () => {
		const slow = new Watched({ rateDropAbove: notify(0.5) });
		// Four every 7 s, as a batch comes.
		slow.takesMs = 7_000;
		await slow.clock.advance(900_000);
		assert.deepEqual(slow.told, []);
		slow.takesMs = 40_000;
		await slow.clock.advance(200_000);
		assert.equal(slow.alerts.length, 1, slow.told.join());
		await slow.stop();
		const ending = new Watched({ rateDropAbove: notify(0.5) }, { source: numbers(2_400) }, { concurrency: 40 });
		ending.takesMs = 1_000;
		await ending.clock.advance(58_000);
		ending.takesMs = 60_000;
		await ending.clock.until(ending.ended);
		assert.deepEqual(ending.told, []);
	});

	it("is not raised by chance", async () => {
		const watched = new Watched({ rateDropAbove: notify(0.5) });
		let seed = 7;
		const random = () => {
			seed = (seed * 48_271) % 2_147_483_647;
			return seed / 2_147_483_647;
		};
		watched.fails = () => {
			// As many as come at random: 4 a second.
			watched.takesMs = -1_000 * Math.log(random());
			return false;
		};
		await watched.clock.advance(3_600_000);
		assert.deepEqual(watched.told, []);
		await watched.stop();
	});
});

describe("an alert about memory", () => {
	it("is raised and over by the share in use, which is read once a second", async () => {
		let reads = 0;
		const watched = new Watched(
			{ memoryAbove: notify(0.8) },
			{
				memory: () => {
					reads++;
					return watched.memory;
				},
			},
		);
		await watched.clock.advance(10_000);
		assert.ok(reads >= 9 && reads <= 11, `${reads} reads`);
		watched.memory = 0.83;
		await watched.clock.advance(2_000);
		assert.equal(
			watched.alerts[0]?.message,
			"The process uses 83% of the memory available to it (alerts.memoryAbove: 80%).",
		);
		watched.memory = 0.78;
		await watched.clock.advance(2_000);
		assert.equal(watched.alerts.length, 1);
		watched.memory = 0.7;
		await watched.clock.advance(2_000);
		assert.equal(watched.alerts.length, 0);
		await watched.stop();
	});

	it("pauses the run, whose reason stays when the user pauses it, too", async () => {
		const watched = new Watched({ memoryAbove: { at: 0.8, action: "pause" } });
		watched.memory = 0.9;
		await watched.clock.advance(1_000);
		assert.deepEqual(watched.states, ["running", "paused"]);
		watched.run.pause();
		assert.match(watched.run.snapshot.reason ?? "", /90% of the memory/);
		watched.memory = 0.1;
		watched.run.resume();
		await watched.clock.advance(2_000);
		assert.deepEqual(
			[watched.run.snapshot.state, watched.run.snapshot.reason, watched.alerts],
			["running", undefined, []],
		);
		await watched.stop();
	});
});
