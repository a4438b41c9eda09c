import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noCounts } from "../../src/engine/index.ts";
import { jsonl } from "../../src/sources/jsonl.ts";
import type { OpenedSource } from "../../src/sources/sourceKind.ts";
import { RunStore } from "../../src/store/runStore.ts";
import { commitOf } from "../../test/unit/store/trialCommit.ts";
import { writeJsonl } from "../itemFiles.ts";
import { milliseconds } from "../measured.ts";
import type { Measured } from "../measurement.ts";
import { firstItem, newStore, runFolderOf } from "../ourRun.ts";
import type { Row, Variant } from "../row.ts";
import { atMost, underMs } from "../verdicts.ts";

const size = 10_000_000;
/** Items beyond this share have not started. */
const doneShare = 0.9;
/** Between the watermark and there, one in so many items is still under way. */
const openEvery = 1_000;
/** The watermark is here, at an item that takes long. */
const slowShare = 0.899;

const list: Variant = {
	name: "JSON list of indices, loaded into a Set",
	async measure(_size, shared): Promise<Measured> {
		const done = new Set<number>();
		const measured = await milliseconds(async () => {
			for (const index of JSON.parse(readFileSync(join(shared, "done.json"), "utf8"))) done.add(index);
		});
		if (done.size === 0) throw new Error("Nothing was loaded.");
		return measured;
	},
};

const ours: Variant = {
	name: "Batchline, to the first new item",
	async measure(items, shared, scratch): Promise<Measured> {
		cpSync(runFolderOf(shared), runFolderOf(scratch), { recursive: true });
		const first = firstOpen(items);
		return milliseconds(async () => {
			const store = await RunStore.open(runFolderOf(scratch));
			const source = await openItems(shared);
			const { position } = store.checkpoint;
			if (!position || (await source.changeSince?.(position)))
				throw new Error("The source is not the one that the run has read.");
			const index = await firstItem({ source, store, policies: { concurrency: 64, batchSize: 100 } });
			if (index !== first) throw new Error(`Item ${index} came first; expected ${first}.`);
		});
	},
};

export const resumeRow: Row = {
	name: "resume",
	title: "Resume of a long run",
	text: "A run over a JSONL file, of which 90 % is done, with gaps in the last 10,000: from opening its folder to the first item that it gives to the operation, including reading on in the file. The peer only loads its list, and would still have to read the source from the start.",
	unit: "ms",
	sizes: [size],
	quickSize: 200_000,
	sizeUnit: "items",
	variants: [list, ours],
	async prepare(items, shared) {
		await writeJsonl(join(shared, "items.jsonl"), items, (index) => `{"n":${index}}`);
		const done: number[] = [];
		for (let index = 0; index < items; index++) if (isDone(index, items)) done.push(index);
		writeFileSync(join(shared, "done.json"), JSON.stringify(done));
		await prepareRun(items, shared);
	},
	verdicts: (figure) => [
		...underMs(2_000, "first new item", figure(ours.name, size)),
		...atMost(1, "loading a list", figure(ours.name, size), figure(list.name, size)),
	],
};

function firstOpen(items: number): number {
	return Math.ceil((items * slowShare) / openEvery) * openEvery;
}

function isDone(index: number, items: number): boolean {
	if (index >= items * doneShare) return false;
	return index < firstOpen(items) || index % openEvery !== 0;
}

/** Commits what a run would have committed, as fast as its store takes it. */
async function prepareRun(items: number, shared: string): Promise<void> {
	const store = await newStore(shared);
	const source = await openItems(shared);
	let watermark = 0;
	let succeeded = 0;
	let settled: number[] = [];
	const commit = async () => {
		succeeded += settled.length;
		const counts = { ...noCounts, succeeded };
		watermark = await store.commit(commitOf({ settled, counts, position: source.position?.(watermark) }));
		settled = [];
	};
	for await (const chunk of source.chunks(new AbortController().signal)) {
		for (const { index } of chunk) if (isDone(index, items)) settled.push(index);
		if (settled.length >= 10_000) await commit();
		if ((chunk.at(-1)?.index ?? 0) >= items * doneShare) break;
	}
	await commit();
	// Leaves the state that a process leaves when it dies: `running`.
	await store.close();
}

function openItems(folder: string): Promise<OpenedSource> {
	return jsonl.open("items.jsonl", { baseFolder: folder });
}
