import { isActive, nextState, type RunState } from "../engine/model/runState.ts";
import type { Snapshot } from "../engine/model/snapshot.ts";

/** What can be asked of a run; `retry`, `skip` and `edit` are about its failed items. */
export type RunAction =
	| "pause"
	| "tryNow"
	| "resume"
	| "cancel"
	| "openReport"
	| "retry"
	| "skip"
	| "edit"
	| "results"
	| "delete";

/** The part of a run that decides what can be asked of it. */
export interface ActionableRun {
	readonly snapshot: Pick<Snapshot, "state" | "counts" | "blockedOn">;
	/** Whether this process runs it: a run of another process can be watched, but not controlled. */
	readonly live: boolean;
}

/** What can be asked of a run, or (`retry`, `skip`, `edit`) of items that are listed with it. */
export function allowedActions(
	{ state, blockedOn }: Pick<Snapshot, "state" | "blockedOn">,
	live: boolean,
): Readonly<Record<RunAction, boolean>> {
	const isOurs = live || !isActive(state);
	return {
		pause: live && nextState(state, "pause") !== undefined,
		// While a try is under way, there is nothing to hasten.
		tryNow: live && state === "running" && blockedOn !== undefined && blockedOn.nextTryMs > 0,
		resume: isOurs && nextState(state, "resume") !== undefined,
		cancel: live && nextState(state, "cancel") !== undefined,
		openReport: !isActive(state),
		retry: isOurs,
		skip: isOurs,
		// The corrected items are a run of their own, which needs this one to have ended.
		edit: !isActive(state),
		results: true,
		delete: !live && !isActive(state),
	};
}

/** The same for the run as a whole: `retry` and `skip` take all of its failed items, so there have to be some. */
export function allowedRunActions({ snapshot, live }: ActionableRun): Readonly<Record<RunAction, boolean>> {
	const allowed = allowedActions(snapshot, live);
	const { succeeded, failed, rejected } = snapshot.counts;
	const hasFailed = failed > 0;
	return {
		...allowed,
		retry: allowed.retry && hasFailed,
		skip: allowed.skip && hasFailed,
		results: succeeded > 0,
		edit: allowed.edit && failed + rejected > 0,
	};
}

/** The action that the user most likely wants next; it gets the prominent button. */
export function primaryAction(state: RunState): RunAction {
	if (nextState(state, "pause") !== undefined) return "pause";
	return nextState(state, "resume") !== undefined ? "resume" : "openReport";
}
