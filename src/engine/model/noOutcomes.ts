import type { Commit } from "./ports.ts";

/** What a commit holds of items where it is about the run alone. */
export const noOutcomes: Omit<Commit, "state" | "reason" | "counts" | "total" | "activeMs" | "sinks"> = {
	settled: [],
	lines: [],
	failed: [],
	recovered: [],
	started: [],
	released: [],
	position: undefined,
	sample: undefined,
	durations: undefined,
};
