import assert from "node:assert/strict";
import { systemClock } from "../../../src/base/clock.ts";
import { Batcher, defaultPolicies, type Item, mostUnderWay, unsavedLimit } from "../../../src/engine/index.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, trial } from "./trialRun.ts";

/** A run over a disk whose commits never end: what begins until then is what a kill would repeat. */
async function begunBeforeDisk(concurrency: number, batchSize: number | undefined): Promise<number> {
	const policies = { ...defaultPolicies, concurrency, ...(batchSize && { batchSize }) };
	let begun = 0;
	const begin = (count: number) => {
		begun += count;
	};
	const batcher = batchSize
		? new Batcher({
				operation: {
					async runBatch(items: readonly Item[]) {
						begin(items.length);
						return items.map(() => ({ result: null }));
					},
				},
				policies,
				clock: systemClock,
			})
		: undefined;
	const work = batcher ?? operation(() => begin(1));
	const options = { source: numbers(50_000), operation: work, ...(batcher && { concurrency: batcher.concurrency }) };
	const { run, store } = trial(new MemoryDisk(), options, policies);
	const { promise, resolve } = Promise.withResolvers<number>();
	const commit = store.commit.bind(store);
	// The run's start is to get to disk.
	store.commit = (what) => (begun === 0 ? commit(what) : promise);
	const ending = run.start();
	let before = -1;
	// It has come to a stop where a while of turns brings no more.
	while (begun === 0 || before < begun) {
		before = begun;
		for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
	}
	const found = begun;
	resolve(0);
	run.cancel();
	await ending;
	return found;
}

describe("what a killed run repeats", () => {
	for (const [concurrency, batchSize] of [
		[4, undefined],
		[3_000, undefined],
		[4, 10],
		[4, 500],
		[6, 1_000],
	] as const) {
		it(`is bounded: ${concurrency} at a time, ${batchSize ? `batches of ${batchSize}` : "single items"}`, async () => {
			const auto = { concurrency: false, batchSize: false };
			const underWay = mostUnderWay({ concurrency, batchSize: batchSize ?? 50, auto }, batchSize !== undefined);
			assert.equal(underWay, concurrency * (batchSize ?? 1));
			const begun = await begunBeforeDisk(concurrency, batchSize);
			const most = underWay + unsavedLimit(underWay);
			assert.ok(begun > 1_000 && begun <= most, `${begun} of at most ${most}`);
		}).timeout(20_000);
	}

	it("is known before, where the size of batches is found during the run", () => {
		const found = (concurrency: number) =>
			mostUnderWay({ concurrency, batchSize: 50, auto: { concurrency: false, batchSize: true } }, true);
		assert.deepEqual([found(3), found(64)], [30_000, 50_000]);
	});
});
