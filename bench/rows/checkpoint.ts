import { setTimeout as wait } from "node:timers/promises";
import type { Store } from "../../src/engine/index.ts";
import { ForgetfulStore } from "../forgetfulStore.ts";
import { milliseconds } from "../measured.ts";
import type { Measured } from "../measurement.ts";
import { newStore, numbers, runAll } from "../ourRun.ts";
import type { Row, Variant } from "../row.ts";
import { atMost } from "../verdicts.ts";

const size = 20_000;

const without: Variant = {
	name: "without",
	measure: (items) => run(items, new ForgetfulStore()),
};

const withCheckpoint: Variant = {
	name: "with the run folder",
	async measure(items, _shared, scratch) {
		const store = await newStore(scratch);
		const measured = await run(items, store);
		await store.close();
		return measured;
	},
};

export const checkpointRow: Row = {
	name: "checkpoint",
	title: "Cost of the checkpoint",
	text: "A run whose items wait 1 ms each, 8 at a time, with the run folder and with a store that keeps nothing.",
	unit: "ms",
	sizes: [size],
	quickSize: 2_000,
	sizeUnit: "items",
	variants: [without, withCheckpoint],
	verdicts: (figure) => atMost(1.05, "the run without", figure(withCheckpoint.name, size), figure(without.name, size)),
};

function run(items: number, store: Store): Promise<Measured> {
	const operation = { run: () => wait(1), dispose: async () => undefined };
	const work = { source: numbers(items), operation, store, policies: { concurrency: 8, batchSize: 100 } };
	return milliseconds(() => runAll(work, items));
}
