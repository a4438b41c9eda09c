import { systemClock } from "../../../src/base/clock.ts";
import {
	type Attempt,
	defaultPolicies,
	type Item,
	type Log,
	type Operation,
	type Policies,
	Run,
	type RunOptions,
	type Source,
} from "../../../src/engine/index.ts";
import { type MemoryDisk, MemoryStore } from "./memoryStore.ts";

export function itemAt(index: number, problem?: string): Item {
	return { index, key: `k${index}`, value: { number: index }, location: undefined, problem };
}

/** `count` items, in chunks of 100. */
export function numbers(count: number, change: (item: Item) => Item = (item) => item): Source {
	return {
		total: () => ({ count, exact: true }),
		position: (index) => ({ index: index - (index % 100) }),
		async *chunks(signal, position) {
			for (let from = position?.index ?? 0; from < count && !signal.aborted; from += 100) {
				yield Array.from({ length: Math.min(100, count - from) }, (_, at) => change(itemAt(from + at)));
			}
		},
	};
}

export function operation(run: (item: Item, attempt: Attempt) => unknown): Operation {
	return { run, dispose: async () => undefined };
}

export const quickRetry: Policies["retry"] = { attempts: 3, minDelayMs: 1, maxDelayMs: 2, factor: 2, jitter: true };

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Trial {
	readonly run: Run;
	readonly store: MemoryStore;
}

/** A run over `disk` with defaults that suit a test. */
export function trial(
	disk: MemoryDisk,
	options: Partial<RunOptions> & Pick<RunOptions, "source" | "operation">,
	policies: Partial<Policies> = {},
): Trial {
	const store = new MemoryStore(disk);
	const run = new Run({
		runId: "trial",
		jobName: "Trial",
		sinks: [],
		store,
		clock: systemClock,
		log: silent,
		// Items that all fail are what many tests are about.
		policies: {
			...defaultPolicies,
			halt: { ...defaultPolicies.halt, firstFailures: 0 },
			retry: quickRetry,
			...policies,
		},
		...options,
	});
	return { run, store };
}

/** Resolves at the first snapshot that fits. */
export function reached(run: Run, fits: (run: Run) => boolean): Promise<void> {
	return new Promise((resolve) => {
		const subscription = run.onDidChange(() => {
			if (!fits(run)) return;
			subscription.dispose();
			resolve();
		});
	});
}
