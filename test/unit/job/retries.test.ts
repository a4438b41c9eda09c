import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import { changeStored } from "../../../src/job/launch/retry/changeStored.ts";
import { enterBeforeDeletion } from "../../../src/job/launch/retry/enterOutcomes.ts";
import { HeldRuns } from "../../../src/job/launch/retry/heldRetry.ts";
import { NothingLeftError } from "../../../src/job/launch/retry/nothingLeftError.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { Lease } from "../../../src/store/database/locks/lease.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

const job = { items: { jsonl: "items.jsonl" }, run: { module: "work.mjs" }, retry: { attempts: 1 } };

/** Items with an even number fail until `fixed` is in the environment of the trial; a success is an effect. */
const work = `
import { appendFileSync, existsSync } from "node:fs";
const at = (name) => new URL(name, import.meta.url);
export default ({ n }) => {
	if (n % 2 === 0 && !existsSync(at("fixed"))) throw new Error("broken");
	appendFileSync(at("log.jsonl"), n + "\\n");
	return { text: "two\\u2028lines " + n };
};`;

async function withBrokenRun(test: (trial: TrialFolder, folder: string) => Promise<void>): Promise<void> {
	const trial = new TrialFolder();
	try {
		trial.items(6);
		trial.write("work.mjs", work);
		const { folder, finish } = await startRun(trial.job(job), trial.options());
		assert.equal((await finish()).counts.failed, 3);
		trial.write("fixed", "");
		await test(trial, folder);
	} finally {
		trial.dispose();
	}
}

/** As a kill between the retry's end and the entry of its outcomes leaves it: somebody else holds the run by then. */
async function retriedButNotEntered(trial: TrialFolder, folder: string): Promise<string> {
	const retry = await retryRun(folder, trial.options());
	let lease: Lease | undefined;
	const others = HeldRuns.prototype.dispose;
	HeldRuns.prototype.dispose = function (this: HeldRuns) {
		others.call(this);
		lease ??= Lease.take(folder);
	};
	try {
		await retry.finish();
	} finally {
		HeldRuns.prototype.dispose = others;
	}
	lease?.dispose();
	assert.equal(outcomesOf(folder).failed, 3);
	return retry.folder;
}

const effects = (trial: TrialFolder) =>
	trial
		.read("log.jsonl")
		.trimEnd()
		.split("\n")
		.map(Number)
		.sort((a, b) => a - b);

/** What the run says of its items. */
function outcomesOf(folder: string) {
	const reader = new RunReader(folder);
	const { state, counts } = reader.status();
	reader.dispose();
	return { state, succeeded: counts.succeeded, failed: counts.failed };
}

describe("A retry's outcomes", () => {
	it("are entered into the run that the items failed in, with their results as they are", () =>
		withBrokenRun(async (trial, folder) => {
			const retry = await retryRun(folder, trial.options());
			await retry.finish();
			assert.deepEqual(outcomesOf(folder), { state: "completed", succeeded: 6, failed: 0 });
			const lines = trial
				.read(join("runs", folder.slice(trial.runsFolder.length), "results.jsonl"))
				.trimEnd()
				.split("\n");
			assert.deepEqual(lines.map((line) => JSON.parse(line).index).sort(), [0, 1, 2, 3, 4, 5]);
			for (const line of lines) assert.ok(line.includes("two\u2028lines"), line);
			await assert.rejects(retryRun(folder, trial.options()), NothingLeftError);
		}));

	for (const next of ["retry", "resume", "queue", "delete"] as const) {
		it(`are entered before a ${next} where that could not be done at once, and no item is done again`, () =>
			withBrokenRun(async (trial, folder) => {
				const retried = await retriedButNotEntered(trial, folder);
				switch (next) {
					case "retry":
						await assert.rejects(retryRun(folder, trial.options()), NothingLeftError);
						break;
					case "resume":
						await (await resumeRun(folder, { ...trial.options(), retry: { outcome: "failed" } })).finish();
						break;
					case "queue":
						await changeStored(folder, "retry", { outcome: "failed" }, trial.options());
						await (await resumeRun(folder, trial.options())).finish();
						break;
					case "delete":
						await enterBeforeDeletion(retried);
						rmSync(retried, { recursive: true });
						await assert.rejects(retryRun(folder, trial.options()), /nothing to try again/);
				}
				assert.deepEqual(effects(trial), [0, 1, 2, 3, 4, 5]);
				assert.deepEqual(outcomesOf(folder), { state: "completed", succeeded: 6, failed: 0 });
			}));
	}

	it("leave alone what the run itself has settled since; a retry that was cut short leaves that out", () =>
		withBrokenRun(async (trial, folder) => {
			const retry = await retryRun(folder, trial.options());
			retry.run.cancel();
			await retry.finish();
			assert.equal(outcomesOf(retry.folder).state, "cancelled");
			await (await resumeRun(folder, { ...trial.options(), retry: { indices: [2] } })).finish();
			const resumed = await retryRun(folder, trial.options());
			assert.equal(resumed.folder, retry.folder);
			const { counts } = await resumed.finish();
			assert.deepEqual([counts.succeeded, counts.skipped], [2, 1]);
			assert.deepEqual(effects(trial), [0, 1, 2, 3, 4, 5]);
			assert.deepEqual(outcomesOf(folder), { state: "completed", succeeded: 6, failed: 0 });
		}));

	it("keep the earlier run from being run or changed meanwhile", () =>
		withBrokenRun(async (trial, folder) => {
			const retry = await retryRun(folder, trial.options());
			await assert.rejects(changeStored(folder, "skip", { outcome: "failed" }, trial.options()), {
				name: "RunBusyError",
			});
			const [problem] = await problemsOf(() => retryRun(folder, trial.options()));
			assert.match(
				problem ?? "",
				new RegExp(`^Items of run \\S+ are being tried again at the moment: by run ${retry.run.id}`),
			);
			await retry.finish();
			assert.deepEqual(outcomesOf(folder), { state: "completed", succeeded: 6, failed: 0 });
		}));
});
