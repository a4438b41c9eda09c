import assert from "node:assert/strict";
import { Emitter } from "../../../src/base/emitter.ts";
import { printAlerts } from "../../../src/cli/progress/printAlerts.ts";
import type { Alert, Snapshot } from "../../../src/engine/index.ts";
import { snapshot } from "./trialSnapshot.ts";

const alert: Alert = {
	kind: "memory",
	value: 0.83,
	threshold: 0.8,
	action: "notify",
	since: 1_000,
	noticedAt: 1_000,
	message: "It takes \u001b[2Jmuch.",
};

describe("The alerts of a run in the terminal", () => {
	/** What is printed when the run's alerts are these, one after the other. */
	function printed(...steps: readonly (Partial<Snapshot> | readonly Alert[])[]): readonly string[] {
		const changed = new Emitter<Snapshot>((error) => {
			throw error;
		});
		const lines: string[] = [];
		const printing = printAlerts({ onDidChange: changed.event }, { print: (text) => lines.push(text) });
		for (const step of steps) changed.fire({ ...snapshot, ...("length" in step ? { alerts: step } : step) });
		printing.dispose();
		return lines;
	}

	it("are printed once, without what a terminal would obey, and again when they are over", () => {
		assert.deepEqual(printed([], [alert], [{ ...alert, value: 0.9 }], []), [
			"Alert: It takes  [2Jmuch.",
			"Alert over: The process no longer takes too much memory.",
		]);
	});

	it("are printed again only with a new notice", () => {
		assert.deepEqual(printed([alert], [], [{ ...alert, since: 5_000 }], []).length, 2);
		assert.deepEqual(printed([alert], [], [{ ...alert, noticedAt: 61_000 }], []).length, 4);
	});

	it("are not over because the run is, and are not printed twice where they pause it", () => {
		assert.equal(printed([alert], { state: "completed" }).length, 1);
		assert.deepEqual(printed([{ ...alert, action: "pause" }], []), [
			"Alert over: The process no longer takes too much memory.",
		]);
	});
});
