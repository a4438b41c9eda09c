import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { jobFile, killStuck, stateOf, writeStuckJob } from "./stuckJob.ts";
import { type Ended, type Trial, withTrial } from "./trial.ts";

const stuckAt = 20;

async function killed(trial: Trial, items: number): Promise<void> {
	writeStuckJob(trial, items, stuckAt);
	await killStuck(trial, stuckAt);
}

/** @param flags that the answer must name, and no others */
function assertRefused({ code, stdout, stderr }: Ended, message: RegExp, flags: readonly string[]): void {
	assert.deepEqual([code, stdout], [2, ""], stderr);
	assert.match(stderr, message);
	assert.deepEqual(stderr.match(/--[a-z-]+/g), flags);
	assert.equal(stderr.trimEnd().split("\n").length, 1);
}

/** One line for each item. @returns the results by item */
function resultsOf(trial: Trial, runId: string | undefined, items: number): ReadonlyMap<unknown, unknown> {
	const lines = trial.records(`.batchline/runs/${runId}/results.jsonl`);
	const results = new Map(lines.map(({ index, result }) => [index, result]));
	assert.deepEqual([lines.length, results.size], [items, items]);
	return results;
}

const unread = /^items\.jsonl was written since; the first [\d,]+ bytes, which the run had read, are the same\. /;

describe("A source that has changed since the run was killed", () => {
	it(
		"at its end: the choice is named, and --accept-change resumes with the new items",
		withTrial(async (trial) => {
			await killed(trial, 40);
			appendFileSync(trial.file("items.jsonl"), '{"n":40}\n{"n":41}\n');
			const before = stateOf(trial);
			assertRefused(await trial.run("run", jobFile), unread, ["--accept-change", "--fresh"]);
			const [runId = ""] = trial.runs;
			assertRefused(await trial.run("run", jobFile, "--resume", runId), unread, ["--accept-change", "--fresh"]);
			assert.deepEqual(stateOf(trial), before);
			const accepted = await trial.run("run", jobFile, "--accept-change", "--json");
			assert.equal(accepted.code, 0, accepted.stderr);
			const { succeeded, total } = JSON.parse(accepted.stdout);
			assert.deepEqual([succeeded, total, trial.runs], [42, 42, [runId]]);
			const results = resultsOf(trial, runId, 42);
			assert.deepEqual(
				[...results].filter(([index, result]) => index !== result),
				[],
			);
		}),
	);

	it(
		"in a part that the run had not reached: what it holds now is what runs",
		withTrial(async (trial) => {
			const items = 40_000;
			await killed(trial, items);
			const lines = trial.read("items.jsonl").split("\n");
			lines[items - 1] = '{"n":777777}';
			trial.write("items.jsonl", lines.join("\n"));
			assertRefused(await trial.run("run", jobFile), unread, ["--accept-change", "--fresh"]);
			const { code, stderr } = await trial.run("run", jobFile, "--accept-change", "--concurrency=64", "--quiet");
			assert.equal(code, 0, stderr);
			assert.equal(resultsOf(trial, trial.runs[0], items).get(items - 1), 777_777);
		}),
	);

	it(
		"in a part that the run had read: only --fresh helps, and the old run stays as it was",
		withTrial(async (trial) => {
			await killed(trial, 40);
			trial.write("items.jsonl", trial.read("items.jsonl").replace('{"n":3}', '{"n":333}'));
			const before = stateOf(trial);
			const changed = /^items\.jsonl has changed in the part that the run had read\. /;
			assertRefused(await trial.run("run", jobFile), changed, ["--fresh"]);
			assertRefused(await trial.run("run", jobFile, "--accept-change"), changed, ["--fresh"]);
			assert.deepEqual(stateOf(trial), before);
			const { code, stdout, stderr } = await trial.run("run", jobFile, "--fresh", "--json");
			assert.equal(code, 0, stderr);
			assert.equal(JSON.parse(stdout).succeeded, 40);
			assert.equal(resultsOf(trial, trial.runs[1], 40).get(3), 333);
			assert.equal(stateOf(trial).results, before.results);
		}),
	);

	it(
		"to something shorter than what the run had read: only --fresh helps",
		withTrial(async (trial) => {
			await killed(trial, 40);
			trial.writeItems(10);
			assertRefused(await trial.run("run", jobFile, "--accept-change"), /has changed in the part/, ["--fresh"]);
		}),
	);
});

describe("A list of files that has changed since the run was killed", () => {
	it(
		"is reported with how many there were, and the run resumes once it is what it was",
		withTrial(async (trial) => {
			mkdirSync(trial.file("in"));
			for (let n = 10; n < 50; n++) trial.write(`in/${n}.txt`, String(n));
			writeStuckJob(trial, 0, 0, { items: { files: "in/*.txt" } });
			const work = trial.read("work.mjs").replace("async ({ n }, context)", "async (path, { index: n })");
			trial.write("work.mjs", work.replace("n >= 0", `n >= ${stuckAt}`));
			await killStuck(trial, stuckAt);
			trial.write("in/00.txt", "new");
			const before = stateOf(trial);
			const added = /^40 files matched when the run began; 41 do now\. /;
			assertRefused(await trial.run("run", jobFile), added, ["--fresh"]);
			assertRefused(await trial.run("run", jobFile, "--accept-change"), added, ["--fresh"]);
			rmSync(trial.file("in/10.txt"));
			const others = /^40 files matched when the run began; others do now\. /;
			assertRefused(await trial.run("run", jobFile), others, ["--fresh"]);
			assert.deepEqual(stateOf(trial), before);
			trial.write("in/10.txt", "10");
			rmSync(trial.file("in/00.txt"));
			const { code, stdout, stderr } = await trial.run("run", jobFile, "--json");
			assert.equal(code, 0, stderr);
			assert.equal(JSON.parse(stdout).succeeded, 40);
			resultsOf(trial, trial.runs[0], 40);
		}),
	);
});
