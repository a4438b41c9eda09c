import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { eventually } from "../eventually.ts";
import { type Trial, withTrial } from "./trial.ts";

/** Prints "stuck" when it comes to item 500, and works on nothing more until the file `go` exists. */
const stuckAt500 = `
	log(n);
	if (n >= 500 && !existsSync(GO)) { console.log("stuck"); await new Promise(() => {}); }
	await sleep(1);
	return n;`;

function writeStickyJob(trial: Trial, more: object = {}): void {
	trial.writeJob(2_000, stuckAt500, { concurrency: 8, ...more });
	const go = JSON.stringify(trial.file("go"));
	trial.write("work.mjs", `import { existsSync } from "node:fs"; const GO = ${go};\n${trial.read("work.mjs")}`);
}

function assertEachOnce(trial: Trial, file: string, count: number): void {
	const indices = trial.records(file).map(({ index }) => index as number);
	assert.deepEqual(
		indices.sort((a, b) => a - b),
		Array.from({ length: count }, (_, index) => index),
	);
}

describe("An unfinished run", () => {
	it(
		"is resumed after kill -9, by the same command from another folder: nothing lost, nothing twice",
		withTrial(async (trial) => {
			writeStickyJob(trial, { output: { jsonl: "out.jsonl", order: "completion" } });
			const killed = trial.start(["run", "trial.batch.json"]);
			await killed.says("stuck");
			// All of them may have run in the last 100 ms, and may run twice, unless they are on disk.
			await eventually(async () => {
				const shown = await trial.run("show", trial.runs[0] ?? "", "--json");
				assert.ok(JSON.parse(shown.stdout).succeeded >= 400, shown.stdout);
			});
			killed.kill("SIGKILL");
			await killed.ended;
			const before = trial.lines("log.txt");
			trial.write("go", "");
			const elsewhere = { cwd: tmpdir() };
			const { code, stdout, stderr } = await trial.start(["run", trial.file("trial.batch.json"), "--json"], elsewhere)
				.ended;
			assert.equal(code, 0, stderr);
			assert.match(stderr, new RegExp(`Resuming run ${trial.runs[0]}: \\d+ of [\\d,]+ done`));
			const { succeeded, failed, skipped, total } = JSON.parse(stdout);
			assert.deepEqual(
				{ succeeded, failed, skipped, total },
				{ succeeded: 2_000, failed: 0, skipped: 0, total: 2_000 },
			);
			assert.equal(trial.runs.length, 1);
			assertEachOnce(trial, `.batchline/runs/${trial.runs[0]}/results.jsonl`, 2_000);
			assertEachOnce(trial, "out.jsonl", 2_000);
			// Only what was in doubt ran twice: what was in flight, and the last 100 ms.
			const after = trial.lines("log.txt").slice(before.length);
			const doubted = before.filter((line) => after.includes(line));
			assert.equal(new Set([...before, ...after]).size, 2_000);
			assert.ok(doubted.length < 300, `${doubted.length} items ran twice.`);
		}),
	);

	for (const [name, more, underWay] of [
		["one by one", { concurrency: 8 }, 8],
		["in batches", { concurrency: 3, batchSize: 20 }, 60],
	] as const) {
		it(
			`says after kill -9 how many items may run a second time, ${name}`,
			withTrial(async (trial) => {
				const items = 5_000;
				writeStickyJob(trial, { concurrency: 8 });
				trial.writeItems(items);
				const job = JSON.parse(trial.read("trial.batch.json"));
				trial.write("trial.batch.json", { ...job, ...more });
				if ("batchSize" in more) {
					const batch = `export const batch = (items) => Promise.all(items.map((item) => one(item)));`;
					const one = trial.read("work.mjs").replace("export default", "const one =");
					trial.write("work.mjs", `${one}\nexport default one;\n${batch}`);
				}
				const killed = trial.start(["run", "trial.batch.json"]);
				await killed.says("stuck");
				killed.kill("SIGKILL");
				await killed.ended;
				const before = trial.lines("log.txt");
				trial.write("go", "");
				const { code, stderr } = await trial.run("run", "trial.batch.json", "--concurrency=1");
				assert.equal(code, 0, stderr);
				const [, most = "", atOnce] =
					/^Up to ([\d,]+) items may run a second time: .*at most (\d+)\)/m.exec(stderr) ?? [];
				assert.deepEqual([most, atOnce], [(2_000 + underWay).toLocaleString("en"), String(underWay)], stderr);
				const twice = trial.lines("log.txt").length - items;
				assert.ok(twice >= 0 && twice <= Number(most.replace(",", "")), `${twice} of ${before.length} ran twice.`);
				const again = await trial.run("run", "trial.batch.json", "--resume", trial.runs[0] ?? "");
				assert.doesNotMatch(again.stderr, /second time/);
			}),
		);
	}

	it(
		"says nothing of a second time where starts are recorded, or nothing is left",
		withTrial(async (trial) => {
			writeStickyJob(trial, { interrupted: "skip" });
			const killed = trial.start(["run", "trial.batch.json"]);
			await killed.says("stuck");
			killed.kill("SIGKILL");
			await killed.ended;
			trial.write("go", "");
			const { stderr } = await trial.run("run", "trial.batch.json");
			assert.match(stderr, /had started when the process died, and will be skipped/);
			assert.doesNotMatch(stderr, /second time/);
		}),
	);

	it(
		"is started over with --fresh, and is left alone from then on",
		withTrial(async (trial) => {
			writeStickyJob(trial);
			const killed = trial.start(["run", "trial.batch.json"]);
			await killed.says("stuck");
			killed.kill("SIGKILL");
			await killed.ended;
			trial.write("go", "");
			const fresh = await trial.run("run", "trial.batch.json", "--fresh", "--limit=600", "--json");
			assert.equal(fresh.code, 0, fresh.stderr);
			assert.equal(JSON.parse(fresh.stdout).succeeded, 600);
			const [older = "", newer] = trial.runs;
			assert.equal(JSON.parse(fresh.stdout).runId, newer);
			const third = await trial.run("run", "trial.batch.json", "--limit=5", "--json");
			assert.equal(JSON.parse(third.stdout).succeeded, 5);
			const resumed = await trial.run("run", "trial.batch.json", "--resume", older, "--json");
			assert.equal(resumed.code, 0, resumed.stderr);
			assert.equal(JSON.parse(resumed.stdout).succeeded, 2_000);
		}),
	);

	it(
		"is not resumed with other items than it was started with",
		withTrial(async (trial) => {
			writeStickyJob(trial);
			const killed = trial.start(["run", "trial.batch.json"]);
			await killed.says("stuck");
			killed.kill("SIGKILL");
			await killed.ended;
			trial.write("go", "");
			const job = JSON.parse(trial.read("trial.batch.json"));
			trial.write("trial.batch.json", { ...job, key: "{{ item.n }}" });
			const { code, stderr } = await trial.run("run", "trial.batch.json");
			assert.equal(code, 2);
			assert.match(stderr, /^trial\.batch\.json:1:\d+: "key" has changed since run .*--fresh.*--resume/);
			trial.write("trial.batch.json", "broken by now");
			const resumed = await trial.run("run", "trial.batch.json", "--resume", trial.runs[0] ?? "");
			assert.equal(resumed.code, 0, resumed.stderr);
		}),
	);

	it(
		"is run by one process: a second one is refused, and can look at it",
		withTrial(async (trial) => {
			writeStickyJob(trial);
			const first = trial.start(["run", "trial.batch.json"]);
			await first.says("stuck");
			const second = await trial.run("run", "trial.batch.json");
			assert.equal(second.code, 2);
			assert.match(second.stderr, new RegExp(`is being run by process ${first.process.pid} on `));
			assert.equal(second.stderr.trimEnd().split("\n").length, 1);
			const shown = await trial.run("show", trial.runs[0] ?? "");
			assert.match(shown.stdout, /^trial is running: /);
			const listed = JSON.parse((await trial.run("runs", "--json")).stdout);
			assert.equal(listed[0].state, "running");
		}),
	);

	it(
		"is found by the beginning of its id only where that fits one run, of the job that was named",
		withTrial(async (trial) => {
			trial.writeJob(3, "");
			await trial.run("run", "trial.batch.json");
			await trial.run("run", "trial.batch.json");
			const ambiguous = await trial.run("show", "20");
			assert.equal(ambiguous.code, 2);
			assert.match(ambiguous.stderr, /fits 2 runs\. Give more of it: /);
			trial.write("other.batch.json", trial.read("trial.batch.json"));
			const foreign = await trial.run("run", "other.batch.json", "--resume", trial.runs[0] ?? "");
			assert.equal(foreign.code, 2);
			assert.match(foreign.stderr, /is of another job: .*trial\.batch\.json/);
		}),
	);
});

describe("A run folder that is damaged", () => {
	it(
		"is reported in one line, kept as it is, and does not block a new run with --fresh",
		withTrial(async (trial) => {
			trial.writeJob(3, "");
			await trial.run("run", "trial.batch.json");
			const [runId = ""] = trial.runs;
			const database = `.batchline/runs/${runId}/run.sqlite`;
			trial.write(database, "no database ".repeat(1_000));
			for (const command of ["show", "failed", "retry"]) {
				const { code, stderr } = await trial.run(command, runId);
				assert.equal(code, 2, stderr);
				assert.match(stderr, /run\.sqlite: .*It was left as it is/);
				assert.equal(stderr.trimEnd().split("\n").length, 1);
			}
			const listed = await trial.run("runs");
			assert.match(listed.stdout, new RegExp(`${runId} .*cannot be read: `));
			const refused = await trial.run("run", "trial.batch.json");
			assert.deepEqual([refused.code, refused.stderr.includes("run.sqlite: ")], [2, true], refused.stderr);
			assert.equal((await trial.run("run", "trial.batch.json", "--fresh")).code, 0);
			assert.match(trial.read(database), /^no database/);
		}),
	);

	it(
		"may be of a newer version",
		withTrial(async (trial) => {
			trial.writeJob(3, "");
			await trial.run("run", "trial.batch.json");
			const { DatabaseSync } = await import("node:sqlite");
			const database = new DatabaseSync(trial.file(`.batchline/runs/${trial.runs[0]}/run.sqlite`));
			database.exec("PRAGMA user_version = 99");
			database.close();
			const { code, stderr } = await trial.run("show", trial.runs[0] ?? "");
			assert.equal(code, 2);
			assert.match(stderr, /newer Batchline .*Update Batchline/);
		}),
	);
});
