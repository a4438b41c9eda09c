import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { withTrial } from "./trial.ts";

describe("batchline runs, show and failed", () => {
	it(
		"show earlier runs",
		withTrial(async (trial) => {
			const none = await trial.run("runs");
			assert.deepEqual([none.code, none.stdout], [0, ""]);
			assert.match(none.stderr, /^There are no runs in /);
			trial.writeJob(1_200, "if (n % 2) throw new RangeError(`No ${n}`);", { retry: { attempts: 1 } });
			await trial.run("run", "trial.batch.json");
			const [runId = ""] = trial.runs;

			const listed = await trial.run("runs");
			assert.match(listed.stdout, /^RUN +JOB +STARTED +ITEMS +FAILED +STATE\n/);
			assert.match(
				listed.stdout,
				new RegExp(`^${runId} +trial +[-\\d]+ [:\\d]+ +1,200 +600 +completedWithFailures$`, "m"),
			);

			const shown = await trial.run("show", runId.slice(0, -1));
			assert.match(shown.stdout, /^trial is done: 600 of 1,200 items succeeded, 600 failed, /);
			assert.match(shown.stdout, new RegExp(`^Retry +.* retry ${runId}$`, "m"));
			const json = JSON.parse((await trial.run("show", runId, "--json")).stdout);
			assert.deepEqual([json.runId, json.failed, json.failedItems.length], [runId, 600, 100]);

			await trial.run("run", "trial.batch.json", "--limit", "3");
			assert.equal(JSON.parse((await trial.run("show", "last", "--json")).stdout).runId, trial.runs[1]);
			const failed = await trial.run("failed", runId);
			assert.equal(failed.stdout.match(/^\d.*$/gm)?.length, 600);
			assert.match(failed.stdout, /^1 +items\.jsonl:2 +No 1$/m);
			const { stdout } = await trial.run("failed", runId, "--jsonl");
			const items = stdout
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line));
			assert.equal(items.length, 600);
			const { detail, ...first } = items[0];
			assert.match(detail, /^RangeError: No 1\n {4}at .*work\.mjs:4:\d+\)\n/);
			assert.deepEqual(first, {
				index: 1,
				key: "1",
				value: { n: 1 },
				file: trial.file("items.jsonl"),
				line: 2,
				outcome: "failed",
				category: "retry",
				name: "RangeError",
				code: null,
				message: "No 1",
				attempts: 1,
			});
		}),
	);

	it(
		"find a repository's runs from anywhere in it, and those of a folder that is named",
		withTrial(async (trial) => {
			mkdirSync(trial.file(".git"));
			mkdirSync(trial.file("jobs"));
			mkdirSync(trial.file("other"));
			trial.write("jobs/work.mjs", "export default () => 1;");
			trial.write("jobs/trial.batch.json", { items: { values: [1] }, run: { module: "work.mjs" } });
			const { code, stderr } = await trial.run("run", "jobs/trial.batch.json");
			assert.equal(code, 0, stderr);
			assert.equal(trial.runs.length, 1);
			const listed = await trial.start(["runs", "--json"], { cwd: trial.file("other") }).ended;
			assert.equal(JSON.parse(listed.stdout)[0].runId, trial.runs[0]);

			const named = await trial.run("run", "jobs/trial.batch.json", "--state-dir", "elsewhere");
			assert.match(named.stderr, /^Results +elsewhere\/runs\//m);
			assert.equal(trial.runs.length, 1);
			assert.equal(JSON.parse((await trial.run("runs", "--json", "--state-dir=elsewhere")).stdout).length, 1);
		}),
	);

	it(
		"print what a reader takes, and end quietly when it closes",
		withTrial(async (trial) => {
			trial.writeJob(20_000, "throw new Error(`No ${n} ${'x'.repeat(200)}`);", {
				retry: { attempts: 1 },
				concurrency: 64,
				halt: { firstFailures: 0 },
			});
			await trial.run("run", "trial.batch.json", "--quiet");
			for (const [args, told] of [
				[["failed", trial.runs[0] ?? "", "--jsonl"], /^$/],
				[["run", "trial.batch.json", "--dry-run", "--json"], /^The job's code was loaded .*\n$/],
			] as const) {
				const reading = trial.start(args);
				reading.process.stdout.once("data", () => reading.process.stdout.destroy());
				const { code, stdout, stderr } = await reading.ended;
				assert.equal(code, 0);
				assert.match(stderr, told);
				assert.ok(stdout.length < 2_000_000, `${stdout.length} characters were read.`);
			}
		}),
	);
});

describe("batchline schema", () => {
	it(
		"prints the schema that editors complete from",
		withTrial(async (trial) => {
			const { code, stdout } = await trial.run("schema");
			assert.equal(code, 0);
			assert.ok(JSON.parse(stdout).properties.run.properties.module);
		}),
	);
});
