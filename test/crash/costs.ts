// `node test/crash/costs.ts [ITEMS]`: what saving costs at the start and at the end of a long run, how long it takes to
// resume it, and how large its store becomes. Not a part of `npm test`: 10,000,000 items take some minutes.
import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { type Commit, defaultPolicies, type Item, noCounts, OperationError, Run } from "../../src/engine/index.ts";
import { resultLine } from "../../src/engine/model/outcome.ts";
import { jsonl } from "../../src/sources/jsonl.ts";
import { runFolderAt } from "../../src/store/files/runFolder.ts";
import { RunStore } from "../../src/store/runStore.ts";
import { TemporaryFolder } from "../host/temporaryFolder.ts";
import { commitOf, info, itemAt } from "../unit/store/trialCommit.ts";

const items = Number(process.argv[2] ?? 10_000_000);
const perCommit = 1_000;
/** Commits that a figure is the mean of. */
const measuredCommits = 500;

const mebibytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(2)} MiB`;

await commitCost();
for (const failEvery of [0, 1_000, 100]) await wholeRun(failEvery);

/** Alternates between runs of three lengths, so that whatever the disk does affects all of them. */
async function commitCost(): Promise<void> {
	using folder = new TemporaryFolder();
	const runs: { readonly done: number; readonly store: RunStore; next: number; tookMs: number }[] = [];
	for (const done of [10_000, items / 10, items]) {
		const store = await RunStore.create(join(folder.path, `run-${done}`), info, {});
		for (let from = 0; from < done; from += perCommit) await store.commit(successes(from));
		runs.push({ done, store, next: done, tookMs: 0 });
	}
	for (let round = 0; round < measuredCommits; round++) {
		for (const run of runs) {
			const commit = successes(run.next);
			const startedAt = performance.now();
			await run.store.commit(commit);
			run.tookMs += performance.now() - startedAt;
			run.next += perCommit;
		}
	}
	const shortest = runs[0]?.tookMs ?? Number.NaN;
	for (const { done, store, tookMs } of runs) {
		await store.close();
		const each = (tookMs / measuredCommits / perCommit) * 1_000;
		console.log(
			`after ${done} items: ${each.toFixed(2)} µs per item, ${(tookMs / shortest).toFixed(2)} times that of the first`,
		);
	}
}

function successes(from: number): Commit {
	const settled = Array.from({ length: perCommit }, (_, at) => from + at);
	const lines = settled.map((index) =>
		resultLine({
			item: itemAt(index),
			outcome: "succeeded",
			attempts: 1,
			durationMs: 1.5,
			result: { status: 201 },
			failure: undefined,
		}),
	);
	return commitOf({ settled, lines, counts: { ...noCounts, succeeded: from + perCommit } });
}

/** The engine over a file of items, stopped shortly before its end, and resumed. @param failEvery 0: none fails */
async function wholeRun(failEvery: number): Promise<void> {
	using folder = new TemporaryFolder();
	const file = join(folder.path, "items.jsonl");
	writeItems(file);
	const run = join(folder.path, "run");
	const stopAt = items - 1_000;
	const store = await RunStore.create(run, info, {});
	const first = await engine(store, file, (item, stop) => {
		if (item.index === stopAt) stop();
		if (failEvery > 0 && item.index % failEvery === 0)
			throw new OperationError("HTTP 404", { code: 404, category: "skip" });
		return { status: 201 };
	});
	const beganAt = performance.now();
	await first.start();
	const seconds = (performance.now() - beganAt) / 1_000;
	await store.close();
	const { size } = statSync(runFolderAt(run).database);
	const { skipped } = first.snapshot.counts;
	console.log(`${items} items, ${skipped} of them failed: ${seconds.toFixed(0)} s; run.sqlite has ${mebibytes(size)}`);

	const resumedAt = performance.now();
	const again = await RunStore.open(run);
	let firstMs: number | undefined;
	const second = await engine(again, file, () => {
		firstMs ??= performance.now() - resumedAt;
		return { status: 201 };
	});
	await second.start();
	await again.close();
	console.log(`	resumed: the first new item after ${firstMs?.toFixed(0)} ms`);
}

async function engine(store: RunStore, file: string, work: (item: Item, stop: () => void) => unknown): Promise<Run> {
	const source = await jsonl.open(file, { baseFolder: "/", selection: undefined });
	const run: Run = new Run({
		runId: info.runId,
		jobName: info.jobName,
		source,
		operation: { run: (item) => work(item, () => run.cancel()), dispose: async () => undefined },
		sinks: [],
		store,
		clock: systemClock,
		log: console,
		policies: { ...defaultPolicies, concurrency: 64 },
	});
	return run;
}

function writeItems(file: string): void {
	const handle = openSync(file, "w");
	for (let from = 0; from < items; from += 10_000)
		writeSync(handle, Array.from({ length: 10_000 }, (_, at) => `{"n":${from + at}}\n`).join(""));
	closeSync(handle);
}
