import assert from "node:assert/strict";
import type { RunState } from "../../../src/engine/model/runState.ts";
import type { BlockedOn } from "../../../src/engine/model/snapshot.ts";
import { allowedActions, primaryAction } from "../../../src/wording/allowedActions.ts";

/** The buttons that can be pressed, by state: of a run of this window, and of one that it only watches. */
const table: Readonly<Record<RunState, readonly [ours: string, watched: string]>> = {
	queued: ["cancel retry skip results", "results"],
	running: ["pause cancel retry skip results", "results"],
	paused: ["resume cancel retry skip results", "results"],
	completed: ["openReport retry skip edit results", "openReport retry skip edit results delete"],
	completedWithFailures: ["openReport retry skip edit results", "openReport retry skip edit results delete"],
	halted: ["resume openReport retry skip edit results", "resume openReport retry skip edit results delete"],
	cancelled: ["resume openReport retry skip edit results", "resume openReport retry skip edit results delete"],
	interrupted: ["resume openReport retry skip edit results", "resume openReport retry skip edit results delete"],
};

describe("what can be asked of a run", () => {
	for (const [state, [ours, watched]] of Object.entries(table) as [RunState, readonly [string, string]][]) {
		it(`fits a run that is ${state}`, () => {
			assert.equal(pressable(state, true), ours);
			assert.equal(pressable(state, false), watched);
		});
	}

	it("may be tried now while it waits, where it is run, and no try is under way", () => {
		const waiting = { upstream: "a.example", reason: "It is down.", nextTryMs: 8_000 };
		assert.equal(pressable("running", true, waiting), "pause tryNow cancel retry skip results");
		assert.equal(pressable("running", false, waiting), "results");
		assert.equal(pressable("paused", true, waiting), "resume cancel retry skip results");
		assert.equal(pressable("running", true, { ...waiting, nextTryMs: 0 }), "pause cancel retry skip results");
	});

	it("has one action that most likely comes next", () => {
		assert.equal(primaryAction("running"), "pause");
		assert.equal(primaryAction("paused"), "resume");
		assert.equal(primaryAction("interrupted"), "resume");
		assert.equal(primaryAction("completed"), "openReport");
	});
});

function pressable(state: RunState, live: boolean, blockedOn?: BlockedOn): string {
	const allowed = Object.entries(allowedActions({ state, blockedOn }, live)).filter(([, isAllowed]) => isAllowed);
	return allowed.map(([name]) => name).join(" ");
}
