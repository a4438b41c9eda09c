import assert from "node:assert/strict";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withTrial } from "../cli/trial.ts";

const halting = { errors: { fatal: ["EHALT"] }, concurrency: 1 };

describe("A run folder that was damaged while no process had it open", () => {
	for (const [name, damage, message] of [
		["run.sqlite", (file: string) => rmSync(file), /run\.sqlite: It is missing/],
		["run.sqlite", (file: string) => truncateSync(file, 5_000), /run\.sqlite: SQLite says/],
		["run.sqlite", (file: string) => writeFileSync(file, "not a database"), /run\.sqlite: SQLite says/],
		["results.jsonl", (file: string) => rmSync(file), /results\.jsonl: It is missing/],
		["results.jsonl", (file: string) => truncateSync(file, 3), /results\.jsonl: It is 3 bytes long/],
		["job.json", (file: string) => rmSync(file), /job\.json: It is missing/],
		["job.json", (file: string) => truncateSync(file, 3), /job\.json/],
	] as const) {
		it(
			`is neither resumed nor replaced by a new run unasked: ${name}, ${message.source}`,
			withTrial(async (trial) => {
				trial.writeJob(
					50,
					"if (n === 30) throw Object.assign(new Error('stop'), { code: 'EHALT' }); return n;",
					halting,
				);
				assert.equal((await trial.run("run", "trial.batch.json", "--quiet")).code, 3);
				const folder = join(trial.file(".batchline/runs"), trial.runs[0] ?? "");
				damage(join(folder, name));
				const content = contentOf(join(folder, name));
				const { code, stderr, stdout } = await trial.run("run", "trial.batch.json", "--json");
				assert.match(stderr, message);
				assert.match(stderr, /--fresh/);
				assert.deepEqual([code, stdout], [2, ""], stderr);
				assert.deepEqual(contentOf(join(folder, name)), content);
				assert.equal(trial.runs.length, 1);
			}),
		);
	}

	it(
		"is replaced by a new run when the user says so",
		withTrial(async (trial) => {
			trial.writeJob(50, "if (n === 30) throw Object.assign(new Error('stop'), { code: 'EHALT' }); return n;", halting);
			assert.equal((await trial.run("run", "trial.batch.json", "--quiet")).code, 3);
			rmSync(join(trial.file(".batchline/runs"), trial.runs[0] ?? "", "run.sqlite"));
			const { code, stderr } = await trial.run("run", "trial.batch.json", "--fresh", "--quiet");
			assert.equal(code, 3, stderr);
			assert.equal(trial.runs.length, 2);
		}),
	);

	it(
		"yields what is readable of its failed items, and says what is not",
		withTrial(async (trial) => {
			trial.writeJob(2_000, "throw new Error(`no ${n} `);", {
				concurrency: 64,
				retry: { attempts: 1 },
				halt: { firstFailures: 0 },
			});
			assert.equal((await trial.run("run", "trial.batch.json", "--quiet")).code, 1);
			const run = trial.runs[0] ?? "";
			const file = join(trial.file(".batchline/runs"), run, "run.sqlite");
			const bytes = readFileSync(file);
			const page = Math.floor(bytes.indexOf('"key":"1000"') / 4_096) * 4_096;
			writeFileSync(file, bytes.fill(0xff, page, page + 4_096));
			const { code, stdout, stderr } = await trial.run("failed", run, "--jsonl");
			const indices = stdout
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line).index as number);
			assert.ok(indices.length > 1_900 && indices.length < 2_000, `${indices.length} items`);
			assert.ok([0, 1_999].every((index) => indices.includes(index)) && !indices.includes(1_000));
			assert.deepEqual(
				[...new Set(indices)].sort((a, b) => a - b),
				indices,
			);
			assert.match(
				stderr,
				new RegExp(`run\\.sqlite: .*\\n${indices.length.toLocaleString("en")} of its 2,000 failed items`),
			);
			assert.equal(code, 2);
		}),
	);
});

function contentOf(file: string): Buffer | undefined {
	try {
		return readFileSync(file);
	} catch {
		return undefined;
	}
}
