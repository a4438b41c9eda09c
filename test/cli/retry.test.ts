import assert from "node:assert/strict";
import { withTrial } from "./trial.ts";

/** Items 3, 7 and 8 fail until the file `fixed` exists. */
const broken = `
	log(n + " " + context.idempotencyKey);
	if ([3, 7, 8].includes(n) && !(await stat(FIXED).then(() => true, () => false))) throw new Error("broken");
	return n;`;

describe("batchline retry", () => {
	it(
		"runs failed items again as a new run that knows its parent, under the same idempotency keys",
		withTrial(async (trial) => {
			const more = { retry: { attempts: 1 }, key: "key-{{ item.n }}", output: { jsonl: "out.jsonl" } };
			trial.writeJob(10, broken, more);
			const fixed = JSON.stringify(trial.file("fixed"));
			trial.write(
				"work.mjs",
				`import { stat } from "node:fs/promises"; const FIXED = ${fixed};\n${trial.read("work.mjs")}`,
			);
			const first = await trial.run("run", "trial.batch.json");
			assert.equal(first.code, 1, first.stderr);
			const [parent = ""] = trial.runs;
			const keys = new Map(trial.lines("log.txt").map((line) => line.split(" ") as [string, string]));
			assert.equal(new Set(keys.values()).size, 10);

			const second = await trial.run("retry", parent, "--json");
			assert.equal(second.code, 1, second.stderr);
			const child = JSON.parse(second.stdout);
			assert.deepEqual([child.total, child.failed], [3, 3]);
			assert.deepEqual(
				child.failedItems.map(({ index, key }: { index: number; key: string }) => [index, key]),
				[3, 7, 8].map((n) => [n, `key-${n}`]),
			);

			trial.write("fixed", "");
			const third = await trial.run("retry", child.runId, "--json");
			assert.equal(third.code, 0, third.stderr);
			assert.equal(JSON.parse(third.stdout).succeeded, 3);
			for (const line of trial.lines("log.txt")) {
				const [n = "", key] = line.split(" ");
				assert.equal(key, keys.get(n), `item ${n}`);
			}
			const lines = trial.records("out.jsonl");
			assert.deepEqual(
				lines.map(({ index }) => Number(index)).sort((a, b) => a - b),
				[...Array(10).keys()],
			);
			assert.ok(lines.every(({ outcome }) => outcome === "succeeded"));
			const parents = JSON.parse((await trial.run("runs", "--json")).stdout).map(
				(run: { parent: string }) => run.parent,
			);
			assert.deepEqual(parents, [child.runId, parent, null]);
		}),
	);

	it(
		"takes one category on request, and says when there is nothing to do",
		withTrial(async (trial) => {
			trial.writeJob(6, "if (n > 3) throw new Error('no');", { retry: { attempts: 1 } });
			await trial.run("run", "trial.batch.json");
			const [runId = ""] = trial.runs;
			const none = await trial.run("retry", runId, "--category", "fatal");
			assert.equal(none.code, 2);
			assert.match(none.stderr, /has no failed items of category "fatal"/);
			const { code, stdout } = await trial.run("retry", runId, "--category=retry", "--json");
			assert.equal(code, 1);
			assert.equal(JSON.parse(stdout).total, 2);
		}),
	);

	it(
		"that was cut short is resumed by the command that it prints",
		withTrial(async (trial) => {
			trial.writeJob(4, "throw new Error('no')", { retry: { attempts: 1 }, concurrency: 1 });
			await trial.run("run", "trial.batch.json");
			const [parent = ""] = trial.runs;
			trial.writeJob(4, "if (n === 2) { console.log('holding'); await sleep(60_000, undefined, context); } return n;", {
				concurrency: 1,
			});
			const stopped = trial.start(["retry", parent]);
			await stopped.says("holding");
			stopped.kill("SIGTERM");
			const { code, stderr } = await stopped.ended;
			assert.equal(code, 143, stderr);
			const child = trial.runs.at(-1) ?? "";
			assert.match(stderr, new RegExp(`^Resume +.* run trial\\.batch\\.json --resume ${child}$`, "m"));
			trial.write("work.mjs", "export default ({ n }) => n;");
			const resumed = await trial.run("run", "trial.batch.json", "--resume", child, "--json");
			assert.equal(resumed.code, 0, resumed.stderr);
			assert.equal(JSON.parse(resumed.stdout).succeeded, 4);
		}),
	);
});
