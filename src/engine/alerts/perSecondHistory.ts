import type { Counts } from "../model/counts.ts";

/** What happened in an interval of time. */
export interface Interval {
	readonly ms: number;
	readonly succeeded: number;
	/** Or rejected. */
	readonly failed: number;
	/** With any outcome, skipped ones too. */
	readonly settled: number;
}

const secondMs = 1_000;
const nothing: Interval = { ms: 0, succeeded: 0, failed: 0, settled: 0 };

/** The last seconds of a run, one by one: as many as are needed, however long it runs and however many items it has. */
export class PerSecondHistory {
	readonly #max: number;
	readonly #seconds: Interval[] = [];
	#open = nothing;
	#counts: Counts;

	/** @param max seconds that are kept */
	constructor(max: number, counts: Counts) {
		this.#max = max;
		this.#counts = counts;
	}

	/** Oldest first; each lasts a second, or as much longer as it took until the next look. */
	get all(): readonly Interval[] {
		return this.#seconds;
	}

	/** Adds time, with the counts as they stand now. @returns whether that completes a second */
	add(stepMs: number, counts: Counts): boolean {
		const { ms, succeeded, failed, settled } = this.#open;
		const before = this.#counts;
		// A retry of failed items takes their outcome away; that must not lower what this second counts.
		const added = (name: "succeeded" | "failed" | "rejected" | "skipped") => Math.max(0, counts[name] - before[name]);
		const [newSucceeded, newFailed] = [added("succeeded"), added("failed") + added("rejected")];
		this.#counts = counts;
		this.#open = {
			ms: ms + stepMs,
			succeeded: succeeded + newSucceeded,
			failed: failed + newFailed,
			settled: settled + newSucceeded + newFailed + added("skipped"),
		};
		if (this.#open.ms < secondMs) return false;
		this.#seconds.push(this.#open);
		if (this.#seconds.length > this.#max) this.#seconds.shift();
		this.#open = nothing;
		return true;
	}

	/** Leaves out what happened since the last look. */
	skip(counts: Counts): void {
		this.#counts = counts;
	}
}

export function sumOf(seconds: readonly Interval[]): Interval {
	return seconds.reduce(
		(sum, { ms, succeeded, failed, settled }) => ({
			ms: sum.ms + ms,
			succeeded: sum.succeeded + succeeded,
			failed: sum.failed + failed,
			settled: sum.settled + settled,
		}),
		nothing,
	);
}
