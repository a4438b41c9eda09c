import assert from "node:assert/strict";
import { noCounts, noneMoved } from "../../../src/engine/index.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { commitOf, failedItem, failures, info } from "./trialCommit.ts";
import { trialFolder } from "./trialFolder.ts";

const fatal = { category: "fatal", message: "401", name: "HttpError", code: "401", detail: undefined } as const;

/** Items 0 to 3 failed as `retry`, 4 and 5 as `fatal`, 6 was skipped. */
const items = [
	...[0, 1, 2, 3].map((index) => failedItem(index)),
	...[4, 5].map((index) => failedItem(index, { failure: fatal, groupId: "fatal 401 #" })),
	failedItem(6, { outcome: "skipped" }),
];

describe("the retry queue", () => {
	const folder = trialFolder();
	let store: RunStore;
	let reader: RunReader;

	beforeEach(async () => {
		store = await RunStore.create(folder(), info, {});
		await store.commit(failures(items));
		reader = new RunReader(folder());
	});

	afterEach(async () => {
		reader.dispose();
		await store.close();
	});

	const groups = () => reader.groups().map(({ id, outcome, count }) => `${count} ${outcome}: ${id}`);
	const standing = () => {
		const { counts, queued } = reader.status();
		return { failed: counts.failed, skipped: counts.skipped, queued };
	};

	it("takes the selected items' outcome away", async () => {
		assert.deepEqual(await store.queue({ category: "fatal" }, false), { ...noneMoved, failed: 2 });
		assert.deepEqual(standing(), { failed: 4, skipped: 1, queued: 2 });
		assert.deepEqual(groups(), ["4 failed: retry 500 HTTP #", "1 skipped: retry 500 HTTP #"]);
		assert.deepEqual(await store.queue({}, false), { ...noneMoved, failed: 4, skipped: 1 });
		assert.deepEqual(standing(), { failed: 0, skipped: 0, queued: 7 });
		assert.deepEqual(reader.failures({}, { limit: 10 }), []);
	});

	it("combines all conditions of a selection", async () => {
		assert.deepEqual(await store.queue({ category: "retry", indices: [1, 5, 6, 77] }, false), {
			...noneMoved,
			failed: 1,
			skipped: 1,
		});
		assert.deepEqual(await store.queue({ groupId: "fatal 401 #", indices: [1, 4] }, false), {
			...noneMoved,
			failed: 1,
		});
		assert.deepEqual(await store.queue({ indices: [] }, false), noneMoved);
		assert.deepEqual(await store.queue({ groupId: "unknown" }, false), noneMoved);
	});

	it("gives items out once, in order, with what is known about their attempts", async () => {
		await store.queue({ indices: [3, 1, 5] }, false);
		const [first, ...others] = await store.takeQueued(2);
		assert.deepEqual(first, { item: items[1]?.item, attempts: 1, history: items[1]?.history, isDone: false });
		assert.deepEqual([others.length, others[0]?.item.index], [1, 3]);
		assert.deepEqual(
			(await store.takeQueued(2)).map(({ item }) => item.index),
			[5],
		);
		assert.deepEqual(await store.takeQueued(2), []);
		assert.equal(standing().queued, 3);
	});

	it("gives out taken items again when the run is resumed", async () => {
		await store.queue({ indices: [0, 1, 2] }, false);
		await store.takeQueued(2);
		await store.close();
		store = await RunStore.open(folder());
		assert.equal(store.checkpoint.queued, 3);
		assert.deepEqual(
			(await store.takeQueued(10)).map(({ item }) => item.index),
			[0, 1, 2],
		);
	});

	it("drops an item that gets its new outcome", async () => {
		await store.queue({ indices: [0, 1] }, false);
		await store.takeQueued(2);
		const again = failedItem(1, { failure: fatal, groupId: "fatal 401 #", attempts: 2 });
		const counts = { ...noCounts, succeeded: 1, failed: 5, skipped: 1 };
		await store.commit(commitOf({ settled: [0, 1], recovered: [0], failed: [again], counts }));
		assert.deepEqual(standing(), { failed: 5, skipped: 1, queued: 0 });
		assert.deepEqual(reader.failures({ groupId: "fatal 401 #" }, { limit: 1 }), [again]);
		assert.equal(reader.countFailures({ indices: [0] }), 0);
		assert.deepEqual(groups(), ["3 failed: fatal 401 #", "2 failed: retry 500 HTTP #", "1 skipped: retry 500 HTTP #"]);
	});

	it("skips failed items, and those only", async () => {
		assert.deepEqual(await store.skip({ groupId: "retry 500 HTTP #" }), { ...noneMoved, failed: 4, skipped: 0 });
		assert.deepEqual(await store.skip({ outcome: "skipped" }), noneMoved);
		assert.deepEqual(standing(), { failed: 2, skipped: 5, queued: 0 });
		assert.deepEqual(groups(), ["5 skipped: retry 500 HTTP #", "2 failed: fatal 401 #"]);
		assert.equal(reader.failures({ indices: [2] }, { limit: 1 })[0]?.outcome, "skipped");
	});

	it("leaves queued items alone when others are skipped or queued", async () => {
		await store.queue({ indices: [0] }, false);
		assert.deepEqual(await store.skip({ category: "retry" }), { ...noneMoved, failed: 3, skipped: 0 });
		assert.deepEqual(await store.queue({ category: "retry" }, false), { ...noneMoved, failed: 0, skipped: 4 });
		assert.equal(standing().queued, 5);
	});
});
