import assert from "node:assert/strict";
import { RunWriter } from "../../src/store/writer/runWriter.ts";
import { toWriterCommit } from "../../src/store/writer/writerCommit.ts";
import { commitOf, info, itemAt } from "../unit/store/trialCommit.ts";
import { atATime, jobFile, killStuck, stateOf, writeStuckJob } from "./stuckJob.ts";
import { type Ended, type Trial, withTrial } from "./trial.ts";

const items = 40;
const stuckAt = 20;
const doubtful = Array.from({ length: atATime }, (_, at) => stuckAt + at);

/** A run that was killed while {@link doubtful} items were under way. @returns its id */
async function killed(trial: Trial, interrupted: string): Promise<string> {
	writeStuckJob(trial, items, stuckAt, { interrupted, key: "post-{{ item.n }}" });
	await killStuck(trial, stuckAt);
	return trial.runs[0] ?? "";
}

/** Every item has one line, in the run folder and in the output; those in doubt with this outcome, the others succeeded. */
function assertOutcomes(trial: Trial, outcome: string): void {
	const expected = Array.from({ length: items }, (_, index) => {
		return { index, key: `post-${index}`, outcome: doubtful.includes(index) ? outcome : "succeeded" };
	});
	for (const file of [`.batchline/runs/${trial.runs[0]}/results.jsonl`, "out.jsonl"]) {
		const lines = trial.records(file).map(({ index, key, outcome }) => ({ index: Number(index), key, outcome }));
		assert.deepEqual(
			lines.sort((a, b) => a.index - b.index),
			expected,
			file,
		);
	}
}

/** How often each item in doubt started; every other one must have started once. */
function startedTimes(trial: Trial): number {
	const started = trial.lines("log.txt").map(Number);
	const timesOf = (index: number) => started.filter((one) => one === index).length;
	const [times = 0, ...others] = doubtful.map(timesOf);
	assert.ok(others.every((other) => other === times));
	for (let index = 0; index < items; index++) {
		if (!doubtful.includes(index)) assert.equal(timesOf(index), 1, `item ${index}`);
	}
	return times;
}

function assertCounts({ code, stdout, stderr }: Ended, expectedCode: number, expected: object): void {
	assert.equal(code, expectedCode, stderr);
	const { state, succeeded, skipped, failed, interrupted } = JSON.parse(stdout);
	assert.deepEqual(
		{ state, succeeded, skipped, failed, interrupted },
		{ state: "completed", succeeded: items - atATime, skipped: 0, failed: 0, interrupted: 0, ...expected },
	);
}

describe('Items in doubt, under "ask"', () => {
	it(
		"are listed with what is known about them and with the flags that decide, and nothing is changed",
		withTrial(async (trial) => {
			const runId = await killed(trial, "ask");
			const before = stateOf(trial);
			const shown = (await trial.run("show", runId, "--json")).stdout;
			for (const args of [
				["run", jobFile],
				["run", jobFile, "--json"],
				["run", jobFile, "--resume", runId],
			]) {
				const { code, stdout, stderr } = await trial.run(...args);
				assert.deepEqual([code, stdout], [2, ""]);
				assert.match(stderr, /^4 items had started when the process died, and nobody knows whether they were done\.\n/);
				for (const index of doubtful) {
					assert.match(stderr, new RegExp(`^ {2}item ${index}  post-${index}  attempt 1, started \\d{4}-\\S+Z$`, "m"));
				}
				assert.match(stderr, /\n.*--in-doubt retry, skip, done \(they were done\) or later\.\n/);
				assert.match(stderr, new RegExp(`\n.* failed ${runId} --jsonl.*give that file to --in-doubt\\.\n$`));
				assert.equal(stderr.trimEnd().split("\n").length, 3 + atATime);
			}
			assert.deepEqual(stateOf(trial), before);
			assert.equal((await trial.run("show", runId, "--json")).stdout, shown);
		}),
	);

	it(
		"are run again with --in-doubt retry, and nothing else is",
		withTrial(async (trial) => {
			await killed(trial, "ask");
			const ended = await trial.run("run", jobFile, "--in-doubt", "retry", "--json");
			assertCounts(ended, 0, { succeeded: items });
			assert.match(ended.stderr, /^4 items had started when the process died, and will be run again\.$/m);
			assertOutcomes(trial, "succeeded");
			assert.equal(startedTimes(trial), 2);
		}),
	);

	it(
		"are left out with --in-doubt skip",
		withTrial(async (trial) => {
			await killed(trial, "ask");
			assertCounts(await trial.run("run", jobFile, "--in-doubt=skip", "--json"), 0, { skipped: atATime });
			assertOutcomes(trial, "skipped");
			assert.equal(startedTimes(trial), 1);
		}),
	);

	it(
		"count as done with --in-doubt done",
		withTrial(async (trial) => {
			await killed(trial, "ask");
			assertCounts(await trial.run("run", jobFile, "--in-doubt=done", "--json"), 0, { succeeded: items });
			assertOutcomes(trial, "succeeded");
			assert.equal(startedTimes(trial), 1);
		}),
	);

	for (const [decision, outcome, times] of [
		["done", "succeeded", 1],
		["skip", "skipped", 1],
		["retry", "succeeded", 2],
	] as const) {
		it(
			`can be left for later, listed, and settled with --resume RUN --in-doubt ${decision}`,
			withTrial(async (trial) => {
				const runId = await killed(trial, "ask");
				const later = await trial.run("run", jobFile, "--in-doubt", "later");
				assert.equal(later.code, 1, later.stderr);
				assert.match(later.stderr, /: 36 of 40 items succeeded, 4 in doubt, /);
				assert.match(later.stderr, new RegExp(`^In doubt +.* run ${jobFile} --resume ${runId} --in-doubt retry`, "m"));
				assertOutcomes(trial, "interrupted");
				const listed = (await trial.run("failed", runId, "--jsonl")).stdout.trimEnd().split("\n");
				assert.deepEqual(
					listed.map((line) => JSON.parse(line)).map(({ index, outcome, name }) => [index, outcome, name]),
					doubtful.map((index) => [index, "interrupted", "Interrupted"]),
				);
				assert.match(
					(await trial.run("failed", runId)).stdout,
					/^20 +post-20 +items\.jsonl:21 +In doubt: It had started/,
				);
				assert.match((await trial.run("runs")).stdout, /completedWithFailures, 4 in doubt$/m);
				assert.equal(startedTimes(trial), 1);

				const settled = await trial.run("run", jobFile, "--resume", runId, "--in-doubt", decision, "--json");
				const isSkipped = outcome === "skipped";
				assertCounts(settled, 0, isSkipped ? { skipped: atATime } : { succeeded: items });
				assert.match(settled.stderr, /^4 items had started when the process died, and will be /m);
				assertOutcomes(trial, outcome);
				assert.equal(startedTimes(trial), times);
			}),
		);
	}

	it(
		"are shown with what their attempts did, in the question and in the list",
		withTrial(async (trial) => {
			const job = {
				items: { values: [5, 6] },
				run: { command: ["node", "send.mjs", "{{ item }} eggs"] },
				interrupted: "ask",
			};
			trial.write(jobFile, job);
			const runInfo = { ...info, jobFile: trial.file(jobFile), baseFolder: trial.path };
			const at = trial.file(`.batchline/runs/${info.runId}`);
			const writer = RunWriter.create(at, runInfo, JSON.stringify(job));
			const item = itemAt(1, { key: "1", value: 6 });
			const startedAt = Date.UTC(2026, 10, 23);
			writer.commit(toWriterCommit(commitOf({ started: [{ item, attempts: 0, history: [], startedAt }] })));
			writer.close();
			const asked = await trial.run("run", jobFile);
			assert.match(asked.stderr, /^ {2}item 1 {2}1 {2}attempt 1, started 2026-11-23T\S+\n {4}node send.mjs "6 eggs"$/m);
			const [line = ""] = (await trial.run("failed", info.runId, "--jsonl")).stdout.split("\n");
			const { startedAt: began, attempt, outcome } = JSON.parse(line);
			assert.deepEqual(
				[began, attempt, outcome],
				["2026-11-23T00:00:00.000Z", 'node send.mjs "6 eggs"', "interrupted"],
			);
			assert.match((await trial.run("failed", info.runId)).stdout, /\n {4}node send.mjs "6 eggs"$/m);
		}),
	);

	it(
		"are decided on item by item, with the edited list of them",
		withTrial(async (trial) => {
			const runId = await killed(trial, "ask");
			const list = (await trial.run("failed", runId, "--jsonl")).stdout.trimEnd().split("\n");
			const listed = list.map((line) => JSON.parse(line));
			assert.deepEqual(
				listed.map(({ index, outcome }) => [index, outcome]),
				doubtful.map((index) => [index, "interrupted"]),
			);
			const decisions = ["retry", "skip", "done"];
			const write = (items: readonly object[]) =>
				trial.write("decisions.jsonl", items.map((item) => `${JSON.stringify(item)}\n`).join(""));

			write([...listed, { index: 2, decision: "skip" }]);
			const before = stateOf(trial);
			const refused = await trial.run("run", jobFile, "--in-doubt", "decisions.jsonl");
			assert.equal(refused.code, 2);
			assert.match(refused.stderr, /^decisions\.jsonl:5: Item 2 is not in doubt in run/);
			assert.deepEqual(stateOf(trial), before);

			write(listed.map((item, at) => ({ ...item, decision: decisions[at] })));
			const first = await trial.run("run", jobFile, "--in-doubt", "decisions.jsonl", "--json");
			const counts = { state: "completedWithFailures", succeeded: items - 2, skipped: 1, interrupted: 1 };
			assertCounts(first, 1, counts);
			for (const text of ["run again", "skipped", "taken as done", "left as they are, to be decided later"]) {
				assert.match(
					first.stderr,
					new RegExp(`^1 item had started when the process died, and will be ${text}\\.$`, "m"),
				);
			}
			const started = trial.lines("log.txt").map(Number);
			assert.deepEqual(
				doubtful.map((index) => started.filter((one) => one === index).length),
				[2, 1, 1, 1],
			);

			write([{ key: `post-${doubtful[3]}`, decision: "done" }]);
			const second = await trial.run("run", jobFile, "--in-doubt", "decisions.jsonl", "--json");
			assertCounts(second, 0, { succeeded: items - 1, skipped: 1 });
			const again = await trial.run("run", jobFile, "--in-doubt", "decisions.jsonl");
			assert.equal(again.code, 2);
			assert.match(again.stderr, /There is nothing to decide: the job has no unfinished run with items in doubt/);
			assert.equal(trial.runs.length, 1);
		}),
	);

	it(
		"that were left for later are asked for by the same command, which does not begin anew",
		withTrial(async (trial) => {
			const runId = await killed(trial, "ask");
			await trial.run("run", jobFile, "--in-doubt", "later");
			const before = stateOf(trial);
			for (let time = 0; time < 2; time++) {
				const { code, stderr } = await trial.run("run", jobFile);
				assert.equal(code, 2, stderr);
				for (const index of doubtful) {
					assert.match(
						stderr,
						new RegExp(`^ {2}item ${index}  post-${index}  attempt 1, started 20\\d\\d-\\S+Z$`, "m"),
					);
				}
			}
			assert.deepEqual(stateOf(trial), before);
			const settled = await trial.run("run", jobFile, "--in-doubt", "retry", "--json");
			assertCounts(settled, 0, { succeeded: items });
			assert.equal(JSON.parse(settled.stdout).runId, runId);
			assertOutcomes(trial, "succeeded");
			assert.equal(startedTimes(trial), 2);
		}),
	);

	it(
		"can be left for later in a retry, which the same command goes on with",
		withTrial(async (trial) => {
			const policies = { interrupted: "ask", retry: { attempts: 1 }, halt: { firstFailures: 0 } };
			writeStuckJob(trial, items, stuckAt, policies);
			trial.write("work.mjs", "export default () => { throw new Error('not yet'); };");
			await trial.run("run", jobFile, "--quiet");
			const runId = trial.runs[0] ?? "";
			writeStuckJob(trial, items, stuckAt, policies);
			const retrying = trial.start(["retry", runId]);
			for (const n of doubtful) await retrying.says(`stuck at ${n}.`);
			retrying.kill("SIGKILL");
			await retrying.ended;
			trial.write("go", "");
			assert.equal((await trial.run("retry", runId)).code, 2);
			assert.equal((await trial.run("retry", runId, "--in-doubt", "later")).code, 1);
			const asked = await trial.run("retry", runId);
			assert.equal(asked.code, 2, asked.stderr);
			assert.match(asked.stderr, /^4 items had started when the process died/);
			const done = await trial.run("retry", runId, "--in-doubt", "done", "--json");
			assert.equal(done.code, 0, done.stderr);
			assert.equal(startedTimes(trial), 1);
			assert.match((await trial.run("retry", runId)).stderr, /nothing left to retry/);
			assert.equal(trial.runs.length, 2);
		}),
	);

	it(
		"can be decided on whatever the job says; an unknown decision is refused",
		withTrial(async (trial) => {
			const runId = await killed(trial, "skip");
			const before = stateOf(trial);
			const { code, stderr } = await trial.run("run", jobFile, "--in-doubt", "guess");
			assert.equal(code, 2);
			assert.match(stderr, /Expected retry, skip, done, later, or a file .*, and there is no file of that name/);
			assert.deepEqual(stateOf(trial), before);
			const done = await trial.run("run", jobFile, "--resume", runId, "--in-doubt", "done", "--json");
			assertCounts(done, 0, { succeeded: items });
		}),
	);
});

describe('Items in doubt, under "skip"', () => {
	it(
		"are skipped without a question, with the reason in the results",
		withTrial(async (trial) => {
			const runId = await killed(trial, "skip");
			const ended = await trial.run("run", jobFile, "--json");
			assertCounts(ended, 0, { skipped: atATime });
			assert.match(ended.stderr, /^4 items had started when the process died, and will be skipped\.$/m);
			assertOutcomes(trial, "skipped");
			assert.equal(startedTimes(trial), 1);
			const skipped = trial.records(`.batchline/runs/${runId}/results.jsonl`).slice(-atATime);
			for (const { error } of skipped) assert.match(String(error), /nobody knows whether it was done/);
		}),
	);
});
