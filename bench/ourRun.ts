import { join } from "node:path";
import { systemClock } from "../src/base/clock.ts";
import {
	defaultPolicies,
	type Item,
	type Log,
	type Operation,
	type Policies,
	Run,
	type Source,
	type Store,
} from "../src/engine/index.ts";
import type { RunInfo } from "../src/store/database/run/runInfo.ts";
import { RunStore } from "../src/store/runStore.ts";

const runId = "20261124-120000-bnch";

/** Prints everything: a run that logs is no fair measure. */
export const loudLog: Log = { info: console.error, warn: console.error, error: console.error };

/** A new run folder in `scratch`, as a host creates it. */
export function newStore(scratch: string): Promise<RunStore> {
	const info: RunInfo = {
		runId,
		jobName: "Bench",
		jobFile: undefined,
		baseFolder: scratch,
		createdAt: Date.now(),
		parent: undefined,
		items: "items of a benchmark",
		run: "work of a benchmark",
		limit: undefined,
		identity: "indexAndKey",
		notes: [],
	};
	return RunStore.create(runFolderOf(scratch), info, { name: "Bench" });
}

export function runFolderOf(scratch: string): string {
	return join(scratch, runId);
}

export interface OurRun {
	readonly source: Source;
	readonly store: Store;
	readonly policies: Partial<Policies> & Pick<Policies, "concurrency" | "batchSize">;
}

/**
 * Runs all items as a host does: retries and progress are on, and there is a listener.
 * @throws when not every item has succeeded, as then it was not the same work
 */
export async function runAll(
	{ operation, ...work }: OurRun & { readonly operation: Operation },
	items: number,
): Promise<void> {
	const run = newRun(work, operation);
	let snapshots = 0;
	run.onDidChange(() => snapshots++);
	const { state, counts } = await run.start();
	if (state === "completed" && counts.succeeded === items && snapshots > 0) return;
	throw new Error(`The run is ${state}, ${counts.succeeded} of ${items} items have succeeded, ${snapshots} snapshots.`);
}

/** Starts a run. @returns the index of the first item that it gives out; the run is then left as it is */
export function firstItem(work: OurRun): Promise<number> {
	return new Promise((resolve, reject) => {
		const operation: Operation = {
			run: ({ index }) => {
				resolve(index);
				return new Promise(() => undefined);
			},
			dispose: async () => undefined,
		};
		newRun(work, operation).start().catch(reject);
	});
}

function newRun({ policies, ...ports }: OurRun, operation: Operation): Run {
	return new Run({
		runId,
		jobName: "Bench",
		...ports,
		operation,
		sinks: [],
		policies: { ...defaultPolicies, ...policies },
		clock: systemClock,
		log: loudLog,
	});
}

/** `count` items that cost next to nothing to make. */
export function numbers(count: number): Source {
	return {
		total: () => ({ count, exact: true }),
		position: (index) => ({ index: index - (index % itemsPerChunk) }),
		async *chunks(signal, from) {
			for (let start = from?.index ?? 0; start < count && !signal.aborted; start += itemsPerChunk) {
				const chunk: Item[] = [];
				for (let index = start; index < Math.min(start + itemsPerChunk, count); index++) chunk.push(numberItem(index));
				yield chunk;
			}
		},
	};
}

/** As many as a block of a JSONL file with short lines gives. */
const itemsPerChunk = 500;

function numberItem(index: number): Item {
	return { index, key: String(index), value: index, location: undefined, problem: undefined };
}
