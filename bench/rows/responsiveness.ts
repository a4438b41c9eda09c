import { cpSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { writeJsonl } from "../itemFiles.ts";
import { runJob } from "../job.ts";
import type { Measured } from "../measurement.ts";
import { newStore, numbers, runAll } from "../ourRun.ts";
import { workFile } from "../places.ts";
import type { Row, Variant } from "../row.ts";
import { underMs } from "../verdicts.ts";

/** No-op items are over in a second: with fewer of them, the p99 would be the worst of all samples. */
const size = 1_000_000;
const limitMs = 16;

const noop: Variant = {
	name: "no-op items",
	async measure(items, _shared, scratch) {
		const store = await newStore(scratch);
		const operation = { run: async () => undefined, dispose: async () => undefined };
		const policies = { concurrency: 64, batchSize: 100 };
		const measured = await delayDuring(() => runAll({ source: numbers(items), operation, store, policies }, items));
		await store.close();
		return measured;
	},
};

const noopSlowDisk: Variant = { ...noop, name: "no-op items, an fsync takes 50 ms", preload: "slowDisk" };

const userModule: Variant = {
	name: "a module over a JSONL file",
	measure(items, shared, scratch) {
		const job = { items: { jsonl: "items.jsonl" }, run: { module: "slug.mjs" }, concurrency: 64 };
		return delayDuring(() => runJob(job, shared, scratch, items));
	},
};

const moduleSlowDisk: Variant = {
	...userModule,
	name: "a module over a JSONL file, an fsync takes 50 ms",
	preload: "slowDisk",
};

export const responsivenessRow: Row = {
	name: "responsiveness",
	title: "The host while a run goes at full speed",
	text: "Event loop delay of the process that runs, p99 over a run: how long a click or a key would wait.",
	unit: "ms",
	sizes: [size],
	quickSize: 20_000,
	sizeUnit: "items",
	variants: [noop, noopSlowDisk, userModule, moduleSlowDisk],
	async prepare(items, shared) {
		await writeJsonl(join(shared, "items.jsonl"), items, (n) => `{"title":"Post No. ${n}","tags":[]}`);
		cpSync(workFile("slug.mjs"), join(shared, "slug.mjs"));
	},
	verdicts: (figure) =>
		[noop, noopSlowDisk, userModule, moduleSlowDisk].flatMap(({ name }) =>
			underMs(limitMs, `p99 with ${name}`, figure(name, size)),
		),
};

/** @returns the p99 of the delay, ms */
async function delayDuring(work: () => Promise<unknown>): Promise<Measured> {
	const resolution = 1;
	const delay = monitorEventLoopDelay({ resolution });
	delay.enable();
	await work();
	delay.disable();
	// What is recorded is the time between two samples, which is the resolution if nothing delays them.
	return { value: Math.max(0, delay.percentile(99) / 1e6 - resolution) };
}
