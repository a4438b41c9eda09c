import pLimit from "p-limit";
import { keepHeapSmall } from "../../src/cli/heapGrowth.ts";
import { itemsPerSecond } from "../measured.ts";
import { newStore, numbers, runAll } from "../ourRun.ts";
import { peer } from "../peers.ts";
import type { Row, Variant } from "../row.ts";
import { atLeast, flatMemory } from "../verdicts.ts";

const concurrency = 64;
const million = 1_000_000;

/** The work of every variant. */
async function noop(_item: unknown): Promise<void> {
	// Only what comes around it is measured.
}

const bare: Variant = {
	name: "bare workers",
	measure: (items) =>
		itemsPerSecond(items, () => {
			const all = upTo(items);
			const worker = async () => {
				for (const item of all) await noop(item);
			};
			return Promise.all(Array.from({ length: concurrency }, worker));
		}),
};

const eachLimit: Variant = {
	name: "async.eachLimit",
	async measure(items) {
		const { eachLimit } = await peer("async");
		return itemsPerSecond(items, () => eachLimit(upTo(items), concurrency, noop));
	},
};

const pMap: Variant = {
	name: "p-map",
	async measure(items) {
		const { default: pMap } = await peer("p-map");
		return itemsPerSecond(items, () => pMap(upTo(items), noop, { concurrency }));
	},
};

const pQueue: Variant = {
	name: "p-queue",
	upTo: { size: million, because: "it would take half a minute, at the same rate" },
	async measure(items) {
		const { default: PQueue } = await peer("p-queue");
		return itemsPerSecond(items, async () => {
			const queue = new PQueue({ concurrency });
			for (const item of upTo(items)) {
				void queue.add(() => noop(item));
				if (queue.size >= 2 * concurrency) await queue.onSizeLessThan(concurrency);
			}
			await queue.onIdle();
		});
	},
};

const promiseEach: Variant = {
	name: "p-limit, a promise per item",
	upTo: { size: million, because: "it would take 10 GB" },
	measure: (items) =>
		itemsPerSecond(items, () => {
			const limit = pLimit(concurrency);
			return Promise.all(Array.from(upTo(items), (item) => limit(() => noop(item))));
		}),
};

const ours: Variant = {
	name: "Batchline, durable",
	async measure(items, _shared, scratch) {
		keepHeapSmall();
		const store = await newStore(scratch);
		const work = {
			source: numbers(items),
			operation: { run: noop, dispose: async () => undefined },
			store,
			policies: { concurrency, batchSize: 100 },
		};
		const measured = await itemsPerSecond(items, () => runAll(work, items));
		await store.close();
		return measured;
	},
};

export const noopRow: Row = {
	name: "noop",
	title: "Overhead of an item",
	text: "Items from a generator, 64 at a time, through an async function that does nothing. Ours: the engine with its run folder, retry and progress on, until the last outcome is on disk, its memory set as the command line sets it; the peers keep nothing.",
	unit: "items/s",
	sizes: [10_000, 100_000, million, 10 * million],
	quickSize: 20_000,
	sizeUnit: "items",
	variants: [bare, eachLimit, pMap, pQueue, promiseEach, ours],
	verdicts: (figure) => [
		...atLeast(2, "p-map", figure(ours.name, million), figure(pMap.name, million)),
		...flatMemory(120_000_000, figure(ours.name, 10 * million)),
	],
};

function* upTo(items: number): Generator<number> {
	for (let index = 0; index < items; index++) yield index;
}
