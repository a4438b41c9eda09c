import assert from "node:assert/strict";
import { alertsOf } from "../../../src/job/file/schema/alertsSchema.ts";
import { startRun } from "../../../src/job/launch/launch.ts";
import { memoryShare } from "../../../src/job/launch/memoryShare.ts";
import { TrialFolder } from "./trialJob.ts";

describe("a job's alerts", () => {
	it("are those that it names, at its numbers or the usual ones, and notify where it says no more", () => {
		assert.equal(alertsOf(undefined), undefined);
		assert.deepEqual(alertsOf({ successRateBelow: 0.99, rateDropAbove: { do: "halt" }, memoryAbove: undefined }), {
			successRateBelow: { at: 0.99, action: "notify" },
			rateDropAbove: { at: 0.5, action: "halt" },
			memoryAbove: undefined,
		});
		assert.deepEqual(alertsOf({ memoryAbove: {} })?.memoryAbove, { at: 0.8, action: "notify" });
	});

	it("know the process's memory as a share of what there is", () => {
		const share = memoryShare();
		assert.ok(share > 0.0001 && share < 1, `${share}`);
	});

	it("halt a run that takes more memory than the job allows", async () => {
		const folder = new TrialFolder();
		try {
			folder.items(100);
			folder.write("work.mjs", "export default () => new Promise((resolve) => setTimeout(resolve, 50));");
			const job = folder.job({
				items: { jsonl: "items.jsonl" },
				run: { module: "work.mjs" },
				concurrency: 1,
				alerts: { memoryAbove: { at: 0.000_001, do: "halt" } },
			});
			const { finish } = await startRun(job, folder.options());
			const { state, reason } = await finish();
			assert.equal(state, "halted");
			assert.match(reason ?? "", /^The process uses .*% of the memory available to it \(alerts\.memoryAbove: 0%\)\.$/);
		} finally {
			folder.dispose();
		}
	});
});
