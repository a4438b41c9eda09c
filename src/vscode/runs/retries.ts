import { isActive } from "../../engine/model/runState.ts";
import type { RunView } from "./runView.ts";

/** The part of a run that says what it retries. */
export type RetryingRun = Pick<RunView, "runId" | "snapshot"> & { readonly info: Pick<RunView["info"], "parent"> };

/** The runs that this one retries items of, the nearest first, as far as they are known. */
export function retriedRuns<Run extends RetryingRun>(run: Run, runs: readonly Run[]): readonly Run[] {
	const chain: Run[] = [];
	for (let { parent } = run.info; parent !== undefined; ) {
		const found = runs.find(({ runId }) => runId === parent);
		if (!found || chain.includes(found)) break;
		chain.push(found);
		parent = found.info.parent;
	}
	return chain;
}

/** The runs that have retried items of this one. */
export function retriesOf<Run extends RetryingRun>(run: Run, runs: readonly Run[]): readonly Run[] {
	return runs.filter((other) => other.info.parent !== undefined && retriedRuns(other, runs).includes(run));
}

/**
 * Whether a run's failed items are those of another one, which it has retried: that one lists what is still failed. While
 * a retry is under way, and where it left items in doubt, it has some of its own.
 */
export function isMerged<Run extends RetryingRun>(run: Run, runs: readonly Run[]): boolean {
	const { state, counts } = run.snapshot;
	const isOver = !isActive(state) && state !== "interrupted" && counts.interrupted === 0;
	return isOver && retriedRuns(run, runs).length > 0;
}
