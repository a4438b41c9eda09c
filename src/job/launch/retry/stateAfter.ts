import { type Counts, openCount, type RunState } from "../../../engine/index.ts";

/** A run is completed once nothing keeps it from that. */
export function stateAfter(state: RunState, counts: Counts): RunState {
	return state === "completedWithFailures" && openCount(counts) === 0 ? "completed" : state;
}
