/** The life of a run. It is completed when every outcome is known, and not before. */
export type RunState =
	| "queued"
	| "running"
	| "paused"
	| "completed"
	| "completedWithFailures"
	| "halted"
	| "cancelled"
	| "interrupted";

/** What moves a run from one state to the next. */
export type RunEvent =
	| "start"
	| "pause"
	| "resume"
	| "finish"
	| "finishWithFailures"
	| "halt"
	| "cancel"
	| "die"
	| "retry";

/**
 * Every allowed move. `resume` continues with the source; `retry` reopens a run for queued failed items alone.
 * `die` never comes from the run itself, but from whoever finds a running run without its process.
 */
const moves: Readonly<Record<RunState, Readonly<Partial<Record<RunEvent, RunState>>>>> = {
	queued: { start: "running", cancel: "cancelled", die: "interrupted" },
	running: {
		pause: "paused",
		finish: "completed",
		finishWithFailures: "completedWithFailures",
		halt: "halted",
		cancel: "cancelled",
		die: "interrupted",
	},
	paused: { resume: "running", halt: "halted", cancel: "cancelled", die: "interrupted" },
	completed: { retry: "running" },
	completedWithFailures: { retry: "running" },
	halted: { resume: "running" },
	cancelled: { resume: "running" },
	interrupted: { resume: "running" },
};

/** The state after `event`, or undefined where the event does not apply. */
export function nextState(state: RunState, event: RunEvent): RunState | undefined {
	return moves[state][event];
}

/** Whether a run in this state has work left that a resume would do. */
export function isResumable(state: RunState): boolean {
	return state !== "completed" && state !== "completedWithFailures";
}

/** Whether a run in this state is owned by a process at the moment. */
export function isActive(state: RunState): boolean {
	return state === "queued" || state === "running" || state === "paused";
}
