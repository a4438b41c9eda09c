import { isActive, nextState, type RunState } from "../engine/model/runState.ts";
import type { ExchangeName } from "./protocol.ts";

export type ActionName = Exclude<ExchangeName, "picture">;

/**
 * What can be asked of a run in this state.
 *
 * @param live whether this window runs it; an active run that is not live belongs to another process
 */
export function allowedActions(state: RunState, live: boolean): Readonly<Record<ActionName, boolean>> {
	const ours = live || !isActive(state);
	return {
		pause: live && nextState(state, "pause") !== undefined,
		resume: ours && nextState(state, "resume") !== undefined,
		cancel: live && nextState(state, "cancel") !== undefined,
		openReport: !isActive(state),
		retry: ours,
		skip: ours,
	};
}

/** The action that a person most likely wants next; it gets the prominent button. */
export function primaryAction(state: RunState): ActionName {
	if (nextState(state, "pause") !== undefined) return "pause";
	return nextState(state, "resume") !== undefined ? "resume" : "openReport";
}
