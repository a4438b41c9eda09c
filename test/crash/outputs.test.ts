import assert from "node:assert/strict";
import { existsSync, watch } from "node:fs";
import { parse } from "csv-parse/sync";
import { type Trial, withTrial } from "../cli/trial.ts";

const items = 300;

/** Resolves when files of these names have come, one after the other. */
async function appear(trial: Trial, names: readonly string[], ended: Promise<unknown>): Promise<void> {
	const watcher = watch(trial.path);
	const left = [...names];
	const all = new Promise<void>((resolve) => {
		watcher.on("change", (_, found) => {
			if (found === left[0]) left.shift();
			if (left.length === 0) resolve();
		});
	});
	await Promise.race([all, ended.then(() => assert.fail(`The run has ended before ${left[0]} was there.`))]);
	watcher.close();
}

describe("An output of a run that is killed while it is being written", () => {
	it(
		"is what it was, and whole once the run is opened again",
		withTrial(async (trial) => {
			const writeJob = (result: string, column: string) => {
				const columns = [{ n: column }, "result", "outcome"];
				const body = `if (n === ${items - 1}) log(n); return "${result}";`;
				trial.writeJob(items, body, { output: { csv: { path: "out.csv", columns } } });
			};
			writeJob("old", "{{ item.n }}");
			const first = await trial.run("run", "trial.batch.json", "--quiet");
			assert.equal(first.code, 0, first.stderr);
			const before = trial.read("out.csv");
			// Takes seconds to write.
			writeJob("new", "{% for i in (1..5000) %}{% endfor %}{{ item.n }}");
			const killed = trial.start(["run", "trial.batch.json", "--fresh", "--quiet"]);
			await appear(trial, ["log.txt", ".out.csv.unfinished"], killed.ended);
			killed.kill("SIGKILL");
			await killed.ended;
			assert.equal(trial.read("out.csv"), before);
			const [, runId = ""] = trial.runs;
			assert.equal(JSON.parse((await trial.run("show", runId, "--json")).stdout).state, "completed");
			const resumed = await trial.run("run", "trial.batch.json", "--resume", runId);
			assert.equal(resumed.code, 0, resumed.stderr);
			const rows = Array.from({ length: items }, (_, n) => [`${n}`, "new", "succeeded"]);
			assert.deepEqual(parse(trial.read("out.csv")), [["n", "result", "outcome"], ...rows]);
			assert.equal(existsSync(trial.file(".out.csv.unfinished")), false);
		}),
	);
});
