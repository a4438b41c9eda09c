import { isActive, nextState } from "../../engine/model/runState.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";

/** What can be asked of a run. */
export type RunAction = "pause" | "resume" | "cancel" | "retryFailed" | "skipFailed" | "openReport" | "delete";

/** A run as far as what can be asked of it depends on it. */
export interface ActionableRun {
	readonly snapshot: Pick<Snapshot, "state" | "counts">;
	/** Whether this window runs it: another process's run can be watched, but not be told anything. */
	readonly live: boolean;
}

export function runActions({ snapshot: { state, counts }, live }: ActionableRun): Readonly<Record<RunAction, boolean>> {
	const ours = live || !isActive(state);
	return {
		pause: live && nextState(state, "pause") !== undefined,
		resume: ours && nextState(state, "resume") !== undefined,
		cancel: live && nextState(state, "cancel") !== undefined,
		retryFailed: ours && counts.failed > 0,
		skipFailed: ours && counts.failed > 0,
		openReport: !isActive(state),
		delete: !live && !isActive(state),
	};
}
