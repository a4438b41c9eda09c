import type { Commit } from "./ports.ts";

/** The items' part of a commit that is only about the run itself. */
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
