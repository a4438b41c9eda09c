import assert from "node:assert/strict";
import { noCounts } from "../../../src/engine/index.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { commitOf, failedItem, failures, info, itemAt } from "./trialCommit.ts";
import { trialFolder } from "./trialFolder.ts";

const startedAt = 1_795_442_701_000;
const start = (index: number, attempts = 0) => ({ item: itemAt(index), attempts, history: [], startedAt });

describe("items in doubt", () => {
	const folder = trialFolder();

	/** A run that died: 0 is done, 1 to 3 had started, 2 was released; 5 had failed before and was being retried. */
	beforeEach(async () => {
		const store = await RunStore.create(folder(), info, {});
		await store.commit(failures([failedItem(5)]));
		await store.queue({ indices: [5] }, false);
		await store.takeQueued(1);
		await store.commit(commitOf({ started: [start(0), start(1), start(2), start(3), start(5, 1)] }));
		await store.commit(commitOf({ settled: [0], lines: ["{}"], released: [2], counts: { ...noCounts, succeeded: 1 } }));
		await store.close();
	});

	const standing = () => {
		const reader = new RunReader(folder());
		const { counts, queued } = reader.status();
		const failed = reader.failures({}, { limit: 10 });
		reader.dispose();
		return { counts, queued, items: failed.map(({ item, outcome, attempts }) => [item.index, outcome, attempts]) };
	};

	it("are those that had started and have no outcome, with what is known about them", async () => {
		const store = await RunStore.open(folder());
		assert.deepEqual(
			store.inDoubt.map(({ item, attempts, startedAt }) => [item.key, attempts, startedAt]),
			[
				["k1", 0, startedAt],
				["k3", 0, startedAt],
				["k5", 1, startedAt],
			],
		);
		await store.close();
		const again = await RunStore.open(folder());
		assert.equal(again.inDoubt.length, 3, "until the user decides");
		await again.close();
	});

	it("are listed as interrupted until the user decides", async () => {
		const store = await RunStore.open(folder());
		await store.decideInDoubt("later");
		assert.deepEqual(store.inDoubt, []);
		assert.deepEqual(
			[1, 2, 3, 5].map((index) => store.checkpoint.done.has(index)),
			[true, false, true, true],
		);
		assert.equal(store.checkpoint.counts.interrupted, 3);
		assert.equal(store.checkpoint.queued, 0);
		const [first] = await store.failedItems(-1, 1);
		assert.match(first?.failure.message ?? "", /^It had started when the process died/);
		assert.match(first?.failure.detail ?? "", /^Attempt 1 began at 2026-11-23T/);
		await store.close();
		assert.deepEqual(standing().items, [
			[1, "interrupted", 1],
			[3, "interrupted", 1],
			[5, "interrupted", 2],
		]);
	});

	it("are skipped where the job says so", async () => {
		const store = await RunStore.open(folder());
		await store.decideInDoubt("skip");
		await store.close();
		const { counts, items } = standing();
		assert.deepEqual([counts.skipped, counts.interrupted], [3, 0]);
		assert.deepEqual(
			items.map(([, outcome]) => outcome),
			["skipped", "skipped", "skipped"],
		);
	});

	it("are run again where the job says so", async () => {
		const store = await RunStore.open(folder());
		await store.decideInDoubt("retry");
		assert.deepEqual(
			[1, 3, 5].map((index) => store.checkpoint.done.has(index)),
			[false, false, true],
		);
		assert.equal(store.checkpoint.queued, 1, "the one that was queued before");
		await store.close();
	});

	it("wait to be counted as done where the user says so", async () => {
		const store = await RunStore.open(folder());
		await store.decideInDoubt("done");
		assert.deepEqual([store.checkpoint.queued, store.checkpoint.counts.interrupted], [3, 0]);
		const queued = await store.takeQueued(10);
		assert.deepEqual(
			queued.map(({ item, isDone }) => [item.index, isDone]),
			[
				[1, true],
				[3, true],
				[5, true],
			],
		);
		await store.close();
	});

	it("can be skipped, or tried again, one by one", async () => {
		const store = await RunStore.open(folder());
		await store.decideInDoubt("later");
		assert.equal((await store.skip({ indices: [1] })).interrupted, 1);
		assert.equal((await store.queue({ indices: [3] }, false)).interrupted, 1);
		await store.close();
		const { counts, queued, items } = standing();
		assert.deepEqual([counts.skipped, counts.interrupted, queued, items.length], [1, 1, 1, 2]);
	});

	it("are decided on one by one", async () => {
		const listed = new RunReader(folder());
		assert.deepEqual(
			listed.inDoubt().map(({ item, outcome, attempts }) => [item.index, outcome, attempts]),
			[
				[1, "interrupted", 1],
				[3, "interrupted", 1],
				[5, "interrupted", 2],
			],
		);
		listed.dispose();
		const store = await RunStore.open(folder());
		await store.decideInDoubt(
			new Map([
				[1, "skip"],
				[5, "done"],
			]),
		);
		await store.close();
		const { counts, queued, items } = standing();
		assert.deepEqual([counts.skipped, counts.interrupted, queued], [1, 1, 1]);
		assert.deepEqual(items, [
			[1, "skipped", 1],
			[3, "interrupted", 1],
		]);
		const reader = new RunReader(folder());
		assert.deepEqual(reader.inDoubt(), []);
		reader.dispose();
	});
});
