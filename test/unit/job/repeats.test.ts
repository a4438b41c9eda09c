import assert from "node:assert/strict";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import { repeatTexts } from "../../../src/wording/repeatTexts.ts";
import { ManualClock } from "../engine/manualClock.ts";
import { TrialFolder } from "./trialJob.ts";

describe("What may run a second time", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.items(5);
		folder.write("work.mjs", "export default ({ n }) => (n === 0 ? n : new Promise(() => {}));");
	});

	afterEach(() => folder.dispose());

	it("is said after an orderly stop, too", async () => {
		const job = folder.job({ items: { jsonl: "items.jsonl" }, run: { module: "work.mjs" }, concurrency: 2 });
		const clock = new ManualClock();
		const first = await startRun(job, folder.options({ clock }));
		first.run.onDidChange(({ counts, inFlight }) => {
			if (counts.succeeded === 1 && inFlight === 2) first.run.cancel();
		});
		assert.equal((await clock.until(first.finish())).state, "cancelled");
		const second = await resumeRun(first.folder, folder.options());
		second.run.cancel();
		await second.finish();
		assert.equal(
			second.notes[1],
			"2 items may run a second time: they were under way when the run was stopped, and nobody knows whether they were done.",
		);
	});

	it("is no more than what is left, and nothing where nothing is left", () => {
		assert.deepEqual(repeatTexts({ after: "stop", items: 4 }, 1), [
			"1 item may run a second time: it was under way when the run was stopped, and nobody knows whether it was done.",
		]);
		assert.deepEqual(repeatTexts({ after: "stop", items: 4 }, 0), []);
		assert.match(
			repeatTexts({ after: "kill", underWay: 8, unsaved: 2_000 }, 17)[0] ?? "",
			/^Up to 17 items may run .*at most 8\)/,
		);
		assert.match(repeatTexts({ after: "kill" })[0] ?? "", /^Items that were under way/);
	});
});
