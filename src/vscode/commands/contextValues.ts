import { openCount } from "../../engine/model/counts.ts";
import { type ActionableRun, allowedRunActions, type RunAction } from "../../wording/allowedActions.ts";

/** Every context key; `when` and `enablement` in package.json use the ids. */
export const contextKeyIds = {
	hasRuns: "batchline.hasRuns",
	hasFailed: "batchline.hasFailed",
	hasFailedOrSkipped: "batchline.hasFailedOrSkipped",
	hasResults: "batchline.hasResults",
	hasEditable: "batchline.hasEditable",
	hasEnded: "batchline.hasEnded",
	canPause: "batchline.canPause",
	canTryNow: "batchline.canTryNow",
	canResume: "batchline.canResume",
	canCancel: "batchline.canCancel",
	canDelete: "batchline.canDelete",
} as const;

export type ContextKey = keyof typeof contextKeyIds;

/** A key is true if it holds for at least one run. */
export function contextValues(runs: readonly ActionableRun[]): Readonly<Record<ContextKey, boolean>> {
	const actions = runs.map(allowedRunActions);
	const can = (action: RunAction) => actions.some((allowed) => allowed[action]);
	return {
		hasRuns: runs.length > 0,
		hasFailed: can("retry"),
		hasFailedOrSkipped: runs.some(({ snapshot: { counts } }) => openCount(counts) + counts.skipped > 0),
		hasResults: can("results"),
		hasEditable: can("edit"),
		hasEnded: can("openReport"),
		canPause: can("pause"),
		canTryNow: can("tryNow"),
		canResume: can("resume"),
		canCancel: can("cancel"),
		canDelete: can("delete"),
	};
}
