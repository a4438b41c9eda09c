import { type Commit, noCounts } from "../src/engine/index.ts";

/** A commit of a running run; what is not given is empty. */
export function commitOf(more: Partial<Commit>): Commit {
	return {
		state: "running",
		reason: undefined,
		counts: noCounts,
		activeMs: 0,
		total: undefined,
		settled: [],
		lines: [],
		failed: [],
		recovered: [],
		started: [],
		released: [],
		place: undefined,
		sinks: {},
		sample: undefined,
		durations: undefined,
		...more,
	};
}
