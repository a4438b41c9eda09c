import assert from "node:assert/strict";
import { ThroughputHistory } from "../../../src/dashboard/charts/throughputHistory.ts";
import type { Sample } from "../../../src/engine/model/ports.ts";
import { snapshotOf } from "./trialRun.ts";

const sampleAt = (at: number, succeeded: number, failed = 0): Sample => ({
	at,
	counts: { succeeded, failed, rejected: 0, skipped: 0, retries: 0 },
	itemsPerSecond: 10,
	inFlight: 4,
	durations: undefined,
});

describe("the throughput's history", () => {
	it("begins at the first sample and continues with live snapshots", () => {
		const history = new ThroughputHistory([sampleAt(1_000, 0), sampleAt(2_000, 10)]);
		history.add({ snapshot: snapshotOf({ itemsPerSecond: 12, counts: { succeeded: 22 } }), at: 3_000, live: true });
		const { seconds, itemsPerSecond } = history.throughput();
		assert.deepEqual(seconds, [0, 1, 2]);
		assert.deepEqual(itemsPerSecond, [10, 10, 12]);
	});

	it("shows how long attempts took, and breaks that line together with the others", () => {
		const durations = { p50Ms: 20, p95Ms: 50, p99Ms: 90 };
		const known = [1, 2, 3].map((s) => ({ ...sampleAt(s * 1_000, s * 10), durations }));
		const history = new ThroughputHistory([sampleAt(0, 0), ...known]);
		history.add({ snapshot: snapshotOf({ durations: { ...durations, p50Ms: 30 } }), at: 3_600_000, live: true });
		const { p50Ms, p99Ms } = history.throughput();
		assert.deepEqual(p50Ms, [null, 20, 20, 20, null, 30]);
		assert.deepEqual(p99Ms, [null, 90, 90, 90, null, 90]);
	});

	it("always ends with the newest snapshot, however fast they come", () => {
		const history = new ThroughputHistory([]);
		for (let i = 0; i <= 1_000; i++) {
			history.add({ snapshot: snapshotOf({ itemsPerSecond: i }), at: i * 100, live: true });
			assert.equal(history.throughput().itemsPerSecond.at(-1), i);
		}
	});

	it("stays bounded over a day of ten snapshots a second, and keeps its start", () => {
		const history = new ThroughputHistory([]);
		const count = 864_000;
		for (let i = 0; i < count; i++) history.add({ snapshot: snapshotOf({}), at: i * 100, live: true });
		const { seconds } = history.throughput();
		assert.ok(seconds.length > 200 && seconds.length <= 601, `${seconds.length} points`);
		assert.equal(seconds[0], 0);
		assert.equal(seconds.at(-1), ((count - 1) * 100) / 1_000);
	});

	it("cuts out the time in which the run stood still, and breaks the line there", () => {
		const before = [0, 1, 2, 3].map((s) => sampleAt(s * 1_000, s * 10));
		const after = [3_600, 3_601].map((s, i) => sampleAt(s * 1_000, 40 + i * 10));
		const { seconds, itemsPerSecond } = new ThroughputHistory([...before, ...after]).throughput();
		assert.deepEqual(seconds, [0, 1, 2, 3, 3.5, 4, 5]);
		assert.deepEqual(itemsPerSecond, [10, 10, 10, 10, null, 10, 10]);
	});

	it("cuts out a shorter pause too, if a point with a rate of 0 says that the run was resumed", () => {
		const samples = [0, 1, 2].map((s) => sampleAt(s * 1_000, s * 10));
		const restart = { ...sampleAt(5_000, 20), itemsPerSecond: 0 };
		const { seconds, itemsPerSecond } = new ThroughputHistory([...samples, restart, sampleAt(6_000, 30)]).throughput();
		assert.deepEqual(seconds, [0, 1, 2, 2.5, 3, 4]);
		assert.deepEqual(itemsPerSecond, [10, 10, 10, null, 0, 10]);
	});

	it("takes no points from a run at rest, nor from a clock that went back", () => {
		const history = new ThroughputHistory([sampleAt(1_000, 0)]);
		const { version } = history;
		history.add({ snapshot: snapshotOf({ state: "paused" }), at: 9_000, live: true });
		history.add({ snapshot: snapshotOf({}), at: 500, live: true });
		assert.equal(history.version, version);
		assert.deepEqual(history.throughput().seconds, [0]);
	});

	it("shows the failed share of the rate, and nothing if nothing failed", () => {
		const history = new ThroughputHistory([
			sampleAt(0, 0),
			sampleAt(1_000, 5),
			sampleAt(2_000, 10),
			sampleAt(3_000, 15, 5),
		]);
		// 5 of the 20 items that settled in the window, at 10/s.
		assert.deepEqual(history.throughput().failedPerSecond, [null, null, 0, 2.5]);
	});

	it("does not count a retry of failed items as a rate", () => {
		const history = new ThroughputHistory([sampleAt(0, 10, 90), sampleAt(1_000, 10, 0), sampleAt(2_000, 20, 0)]);
		assert.deepEqual(history.throughput().failedPerSecond, [null, null, null]);
	});
});
