import assert from "node:assert/strict";
import { withTrial } from "./trial.ts";

/** Items 1 and 3 are refused until the file `mended` exists, item 2 is left out on purpose. */
const picky = `
	if (n === 2) return false;
	const { existsSync } = await import("node:fs");
	if (n % 2 === 1 && !existsSync("mended")) throw Object.assign(new Error("Row " + n + " is refused."), { status: 422 });
	return n;`;

describe("rejected items", () => {
	it(
		"are no success, are listed with --skipped, and can be tried again",
		withTrial(async (trial) => {
			trial.writeJob(4, picky, { key: "key-{{ item.n }}" });
			const run = await trial.run("run", "trial.batch.json", "--json");
			assert.equal(run.code, 1, run.stderr);
			const { runId, state, skipped, rejected } = JSON.parse(run.stdout);
			assert.deepEqual([state, skipped, rejected], ["completedWithFailures", 3, 2]);
			assert.match(run.stderr, /1 of 4 items succeeded, 2 rejected, 1 skipped/);
			assert.match(run.stderr, /^Retry +.*--skipped$/m);

			const failed = await trial.run("failed", runId);
			assert.equal(failed.stdout, "");
			assert.match(failed.stderr, /has no failed items\.\n2 items were rejected: --skipped lists them, too\./);
			const all = await trial.run("failed", runId, "--skipped");
			assert.match(all.stdout, /^1 +key-1 .*Rejected: Row 1 is refused\.$/m);
			assert.match(all.stdout, /^2 +key-2 .*Skipped: The operation returned false\.$/m);
			const lines = (await trial.run("failed", runId, "--skipped", "--jsonl")).stdout.trim().split("\n");
			assert.deepEqual(
				lines.map((line) => JSON.parse(line)).map(({ index, outcome }) => [index, outcome]),
				[
					[1, "skipped"],
					[2, "skipped"],
					[3, "skipped"],
				],
			);

			const none = await trial.run("retry", runId);
			assert.equal(none.code, 2);
			assert.match(none.stderr, /2 items were rejected: --skipped tries them again/);
			trial.write("mended", "");
			const again = await trial.run("retry", runId, "--skipped", "--json");
			assert.equal(again.code, 0, again.stderr);
			const retried = JSON.parse(again.stdout);
			assert.deepEqual([retried.total, retried.succeeded, retried.skipped, retried.rejected], [3, 2, 1, 0]);
		}),
	);

	it(
		"halt a run that has nothing else at its beginning, which can go on in spite of it",
		withTrial(async (trial) => {
			trial.writeJob(100, "if (n < 25) throw Object.assign(new Error('gone'), { status: 404 });");
			const first = await trial.run("run", "trial.batch.json", "--json");
			assert.equal(first.code, 3, first.stderr);
			assert.match(first.stderr, /All of the first \d+ items were rejected \(halt\.firstFailures\)/);
			const { state, rejected } = JSON.parse(first.stdout);
			assert.equal(state, "halted");
			assert.ok(rejected >= 20 && rejected < 30, `${rejected} rejected`);
			const second = await trial.run("run", "trial.batch.json", "--json");
			assert.equal(second.code, 1, second.stderr);
			assert.deepEqual([JSON.parse(second.stdout).succeeded, JSON.parse(second.stdout).rejected], [75, 25]);
		}),
	);
});
