import type { RunState } from "../engine/model/runState.ts";

/** How a person reads a run's state. */
export const stateText: Readonly<Record<RunState, string>> = {
	queued: "Queued",
	running: "Running",
	paused: "Paused",
	completed: "Completed",
	completedWithFailures: "Completed with failures",
	halted: "Halted",
	cancelled: "Cancelled",
	interrupted: "Interrupted",
};
