import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../../src/base/clock.ts";
import type { Sink } from "../../../src/engine/index.ts";
import { launch } from "../../../src/job/launch/launched.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { info } from "../store/trialCommit.ts";
import { TrialFolder } from "./trialJob.ts";

describe("the end of a run", () => {
	it("reports that an output could not be closed, and closes everything else anyway", async () => {
		const trial = new TrialFolder();
		try {
			trial.write("work.mjs", "export default (item) => item;");
			const job = trial.job({ items: { values: [1, 2, 3] }, run: { module: "work.mjs" } });
			const { runId } = info;
			const plan = await planJob(job, { ...trial.options(), runId });
			const folder = join(trial.runsFolder, runId);
			const broken: Sink = {
				id: "broken",
				open: async () => undefined,
				write: async () => 0,
				close: async () => {
					throw new Error("cannot be closed");
				},
			};
			const launched = launch(
				{
					plan: { ...plan, sinks: [broken] },
					store: await RunStore.create(folder, info, {}),
					folder,
					runId,
					origin: { runId, identity: "indexAndKey" },
					isNew: true,
					clock: systemClock,
					log: trial.options().log,
				},
				[],
			);
			await assert.rejects(launched.finish(), /cannot be closed/);
			// Nothing holds it any more, and what was done is on disk.
			const store = await RunStore.open(folder);
			assert.deepEqual([store.checkpoint.state, store.checkpoint.counts.succeeded], ["completed", 3]);
			await store.close();
		} finally {
			trial.dispose();
		}
	});
});
