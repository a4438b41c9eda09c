import assert from "node:assert/strict";
import { jobFile, killStuck, writeStuckJob } from "./stuckJob.ts";
import { type Trial, withTrial } from "./trial.ts";

async function runThrice(trial: Trial): Promise<readonly string[]> {
	trial.writeJob(3, "if (n === 1) throw new Error('no');", { retry: { attempts: 1 } });
	for (let n = 0; n < 3; n++) await trial.run("run", jobFile, "--quiet");
	assert.equal(trial.runs.length, 3);
	return JSON.parse((await trial.run("runs", "--json")).stdout).map(({ runId }: { runId: string }) => runId);
}

describe("batchline runs --prune", () => {
	it(
		"deletes the oldest runs, lists them, and says how much room that made",
		withTrial(async (trial) => {
			const [newest = "", middle = "", oldest = ""] = await runThrice(trial);
			const usual = await trial.run("runs", "--prune");
			assert.deepEqual([usual.code, usual.stdout, usual.stderr], [0, "", "Deleted 0 runs; 3 are kept.\n"]);

			const dry = await trial.run("runs", "--prune", "--keep", "2", "--dry-run");
			assert.match(
				dry.stdout,
				new RegExp(`^RUN +JOB +LAST CHANGE +SIZE +STATE\n${oldest} +trial +.* kB +completedWith`),
			);
			assert.match(dry.stderr, /^Would delete 1 run \(\d+ kB\); 2 are kept\.$/m);
			assert.equal(trial.runs.length, 3);

			const { code, stdout, stderr } = await trial.run("runs", "--prune", "--keep=2");
			assert.equal(code, 0, stderr);
			assert.equal(stdout, dry.stdout);
			assert.match(stderr, /^Deleted 1 run \(\d+ kB\); 2 are kept\.$/m);
			assert.deepEqual(trial.runs.toSorted(), [newest, middle].sort());

			const json = JSON.parse((await trial.run("runs", "--prune", "--max-size=1kB", "--json")).stdout);
			const [{ sizeBytes }] = json.deleted;
			assert.deepEqual(json, {
				deleted: [{ runId: middle, jobName: "trial", sizeBytes }],
				freedBytes: sizeBytes,
				kept: 1,
				notOver: 0,
				dryRun: false,
			});
			assert.deepEqual(trial.runs, [newest]);
		}),
	);

	it(
		"goes by when a run has last changed",
		withTrial(async (trial) => {
			const [, , oldest = ""] = await runThrice(trial);
			const { DatabaseSync } = await import("node:sqlite");
			const database = new DatabaseSync(trial.file(`.batchline/runs/${oldest}/run.sqlite`));
			database.prepare("UPDATE progress SET updated_at = ?").run(Date.now() - 31 * 86_400_000);
			database.close();
			await trial.run("runs", "--prune", "--older-than", "5w");
			assert.equal(trial.runs.length, 3);
			await trial.run("runs", "--prune", "--older-than", "30d");
			assert.equal(trial.runs.length, 2);
			assert.ok(!trial.runs.includes(oldest));
		}),
	);

	it(
		"keeps a run that can be resumed, one that waits for a decision, and one whose failed items are still being retried",
		withTrial(async (trial) => {
			writeStuckJob(trial, 40, 20, { interrupted: "ask" });
			await killStuck(trial, 20);
			const [unfinished = ""] = trial.runs;
			const kept = await trial.run("runs", "--prune", "--keep", "0");
			assert.equal(kept.stderr, "Deleted 0 runs; 1 is kept, 1 of them because it is not over.\n");
			await trial.run("run", jobFile, "--in-doubt", "later");
			await trial.run("runs", "--prune", "--keep", "0");
			assert.deepEqual(trial.runs, [unfinished]);
			await trial.run("run", jobFile, "--resume", unfinished, "--in-doubt", "skip");
			await trial.run("runs", "--prune", "--keep", "0");
			assert.deepEqual(trial.runs, []);

			const failing = "if (context.attempt && n < 20) throw new Error('no');";
			trial.writeJob(40, failing, { retry: { attempts: 1 } });
			await trial.run("run", jobFile, "--quiet");
			const [parent = ""] = trial.runs;
			trial.writeJob(40, "console.log('going'); await new Promise(() => {});");
			const retrying = trial.start(["retry", parent]);
			await retrying.says("going");
			await trial.run("runs", "--prune", "--keep", "0");
			assert.equal(trial.runs.length, 2);
			retrying.kill("SIGKILL");
			await retrying.ended;
			await trial.run("runs", "--prune", "--keep", "0");
			assert.equal(trial.runs.length, 2);
		}),
	);

	it(
		"does not guess what an age or a size means, and deletes nothing without being asked to",
		withTrial(async (trial) => {
			await runThrice(trial);
			for (const [args, message] of [
				[["--keep", "1"], /^--keep does nothing .* Add --prune/],
				[["--dry-run"], /^--dry-run does nothing .* Add --prune/],
				[["--prune", "--older-than", "30"], /Expected an age such as 12h, 30d or 8w\./],
				[["--prune", "--older-than", "30m"], /Expected an age such as 12h, 30d or 8w\./],
				[["--prune", "--max-size", "2"], /Expected a size such as 500MB or 2GB\./],
				[["--prune", "--keep", "-1"], /Expected a whole number from 0\./],
			] as const) {
				const { code, stdout, stderr } = await trial.run("runs", ...args);
				assert.deepEqual([code, stdout], [2, ""], stderr);
				assert.match(stderr, message);
			}
			assert.equal(trial.runs.length, 3);
		}),
	);
});
