import assert from "node:assert/strict";
import { allowedActions, primaryAction } from "../../../src/dashboard/allowedActions.ts";
import type { RunState } from "../../../src/engine/model/runState.ts";

/** The buttons that can be pressed, by state: of a run of this window, and of one that it only watches. */
const table: Readonly<Record<RunState, readonly [ours: string, watched: string]>> = {
	queued: ["cancel retry skip", ""],
	running: ["pause cancel retry skip", ""],
	paused: ["resume cancel retry skip", ""],
	completed: ["openReport retry skip", "openReport retry skip"],
	completedWithFailures: ["openReport retry skip", "openReport retry skip"],
	halted: ["resume openReport retry skip", "resume openReport retry skip"],
	cancelled: ["resume openReport retry skip", "resume openReport retry skip"],
	interrupted: ["resume openReport retry skip", "resume openReport retry skip"],
};

describe("the dashboard's buttons", () => {
	for (const [state, [ours, watched]] of Object.entries(table) as [RunState, readonly [string, string]][]) {
		it(`fit a run that is ${state}`, () => {
			assert.equal(pressable(state, true), ours);
			assert.equal(pressable(state, false), watched);
		});
	}

	it("put forward what comes next", () => {
		assert.equal(primaryAction("running"), "pause");
		assert.equal(primaryAction("paused"), "resume");
		assert.equal(primaryAction("interrupted"), "resume");
		assert.equal(primaryAction("completed"), "openReport");
	});
});

function pressable(state: RunState, live: boolean): string {
	const allowed = Object.entries(allowedActions(state, live)).filter(([, isAllowed]) => isAllowed);
	return allowed.map(([name]) => name).join(" ");
}
