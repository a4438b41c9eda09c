import type { RunState } from "../engine/model/runState.ts";

/** A run's state as a label. */
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

/** A run's state as the rest of a sentence: `Posts is done: …` */
export const statePredicate: Readonly<Record<RunState, string>> = {
	queued: "has not started",
	running: "is running",
	paused: "is paused",
	completed: "is done",
	completedWithFailures: "is done",
	halted: "was halted",
	cancelled: "was cancelled",
	interrupted: "was interrupted",
};
