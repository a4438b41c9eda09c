import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onSmallDisk } from "./smallDisk.ts";

const work =
	"if (n === 7) throw new Error('no'); if (n === 30) throw Object.assign(new Error('stop'), { code: 'EHALT' });";
const policies = { retry: { attempts: 1 }, concurrency: 1, errors: { fatal: ["EHALT"] } };

describe("A read-only folder", () => {
	it(
		"takes no new run: nothing is run, and the folder is named",
		onSmallDisk(async (trial, disk) => {
			trial.writeJob(50, `log(n); ${work}`, policies);
			disk.makeReadOnly();
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--json", "--state-dir", disk.path);
			assert.match(stderr, /^The run folder \S+ cannot be made: E/m);
			assert.ok(stderr.includes(disk.path), stderr);
			assert.deepEqual([code, stdout, trial.lines("log.txt")], [2, "", []], stderr);
		}),
	);

	it(
		"takes no output: nothing is run, and the file is named with its location in the job",
		onSmallDisk(async (trial, disk) => {
			trial.writeJob(50, `log(n); ${work}`, { ...policies, output: { jsonl: join(disk.path, "out.jsonl") } });
			disk.makeReadOnly();
			const { code, stderr } = await trial.run("run", "trial.batch.json", "--json");
			assert.match(stderr, /trial\.batch\.json:\d+:\d+.*out\.jsonl may not be written \(EROFS\)/s);
			assert.deepEqual([code, trial.lines("log.txt"), trial.runs], [2, [], []], stderr);
		}),
	);

	it(
		"lets its runs be read, but not resumed, until it is writable again",
		onSmallDisk(async (trial, disk) => {
			trial.writeJob(50, work, policies);
			const args = ["trial.batch.json", "--state-dir", disk.path];
			const halted = await trial.run("run", ...args, "--json");
			assert.equal(halted.code, 3, halted.stderr);
			const { runId } = JSON.parse(halted.stdout);
			const runFolder = join(disk.path, "runs", runId);
			const before = contentOf(runFolder);
			disk.makeReadOnly();
			const refused = await trial.run("run", ...args, "--json");
			assert.match(refused.stderr, /could not be opened: .*have to be readable and writable/);
			assert.ok(refused.stderr.startsWith(runFolder), refused.stderr);
			assert.deepEqual([refused.code, refused.stdout], [2, ""]);
			const failed = await trial.run("failed", runId, "--jsonl", "--state-dir", disk.path);
			const indices = failed.stdout.trimEnd().split("\n");
			assert.deepEqual([failed.code, indices.map((line) => JSON.parse(line).index)], [0, [7, 30]], failed.stderr);
			assert.deepEqual(contentOf(runFolder), before);
			disk.makeWritable();
			trial.writeJob(50, "return n;", policies);
			const { code, stdout, stderr } = await trial.run("run", ...args, "--json");
			const { succeeded, failed: stillFailed } = JSON.parse(stdout);
			assert.deepEqual([code, succeeded, stillFailed], [1, 49, 1], stderr);
		}),
	);
});

function contentOf(folder: string): Readonly<Record<string, Buffer>> {
	return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}
