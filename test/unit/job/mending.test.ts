import assert from "node:assert/strict";
import { linkSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { resumeRun } from "../../../src/job/launch/launch.ts";
import { contentHash, ReplaceJournal } from "../../../src/operations/replace/replaceJournal.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { commitOf, info, itemAt } from "../store/trialCommit.ts";
import { TrialFolder } from "./trialJob.ts";

const whole = "new and longer\n".repeat(3);
const half = whole.slice(0, 20);

describe("a run whose process died while it replaced its last file", () => {
	for (const inDoubt of ["skip", "done", "later"] as const) {
		it(`makes the file whole when it is resumed, and removes its own, if the decision is "${inDoubt}"`, async () => {
			const trial = new TrialFolder();
			try {
				const run = await deadRun(trial);
				const { finish } = await resumeRun(run, { ...trial.options(), inDoubt });
				const { counts } = await finish();
				assert.equal(counts.succeeded + counts.skipped + counts.interrupted, 1);
				assert.deepEqual([trial.read("a.txt"), trial.read("other-name")], [whole, whole]);
				assert.deepEqual(
					readdirSync(trial.path).filter((name) => name.startsWith(".batchline-")),
					[],
				);
			} finally {
				trial.dispose();
			}
		});
	}
});

/** Killed while a finished copy was written over the one file of a job, which has two names. @returns its folder */
async function deadRun(trial: TrialFolder): Promise<string> {
	const path = trial.write("a.txt", half);
	linkSync(path, trial.file("other-name"));
	const unfinished = trial.write(".batchline-7c1d", whole);
	const job = trial.job({
		items: { files: "a.txt" },
		run: { replace: { find: "old", with: "new and longer" } },
		interrupted: "ask",
	});
	const folder = join(trial.runsFolder, info.runId);
	const own = { ...info, jobFile: trial.file("trial.batch.json"), baseFolder: trial.path };
	const store = await RunStore.create(folder, own, job.document.value);
	const item = itemAt(0, { key: "a.txt", value: "a.txt", location: { file: path, line: undefined } });
	await store.commit(commitOf({ started: [{ item, attempts: 0, history: [], startedAt: 0 }] }));
	await store.close();
	const journal = new ReplaceJournal(folder);
	journal.begins({ index: 0, path, unfinished, hash: contentHash(whole), count: 3 });
	journal.copies(0);
	journal.close();
	return folder;
}
