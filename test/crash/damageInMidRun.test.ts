import assert from "node:assert/strict";
import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, type Trial, withTrial } from "../cli/trial.ts";

const items = 200;

/** Runs a job halfway, meddles with its files, and lets it finish. @param meddle gets the run's folder */
async function meddled(trial: Trial, meddle: (runFolder: string) => void): Promise<Ended> {
	const [go, runs, project] = ["go", ".batchline/runs", ""].map((name) => JSON.stringify(trial.file(name)));
	// Item 20 waits until something is on disk, and it and all later items until the meddling is done.
	const body = `const { existsSync, readdirSync, statSync } = await import("node:fs");
		const [run] = existsSync(${runs}) ? readdirSync(${runs}) : [];
		while (n === 20 && statSync(${runs} + "/" + run + "/results.jsonl").size === 0) await sleep(5);
		if (n === 20) console.log("going");
		while (n >= 20 && !existsSync(${go}) && existsSync(${project})) await sleep(5);
		return n;`;
	trial.writeJob(items, body, { output: { jsonl: "out.jsonl", order: "completion" }, concurrency: 4, batchSize: 5 });
	const running = trial.start(["run", "trial.batch.json", "--json"]);
	await running.says("going");
	meddle(join(trial.file(".batchline/runs"), trial.runs[0] ?? ""));
	try {
		trial.write("go", "");
	} catch {
		// If the whole folder is gone, the items notice that themselves.
	}
	return running.ended;
}

describe("A run whose files are meddled with while it is running", () => {
	for (const name of ["run.sqlite", "run.sqlite-wal", "results.jsonl"]) {
		it(
			`stops, and says so, when ${name} is deleted`,
			withTrial(async (trial) => {
				const { code, stderr } = await meddled(trial, (folder) => rmSync(join(folder, name)));
				assert.match(stderr, new RegExp(`${name}: It was removed, moved or replaced while the run was going on`));
				assertOrderly(code, stderr);
			}),
		);
	}

	it(
		"stops when the results are shortened",
		withTrial(async (trial) => {
			const { code, stderr } = await meddled(trial, (folder) => truncateSync(join(folder, "results.jsonl"), 10));
			assert.match(stderr, /results\.jsonl: It is 10 bytes long, but the run had saved \d/);
			assert.equal(code, 3, stderr);
		}),
	);

	it(
		"goes on when somebody has added to the results, and still has one line for each item",
		withTrial(async (trial) => {
			let results = "";
			const { code, stderr } = await meddled(trial, (folder) => {
				results = join(folder, "results.jsonl");
				appendFileSync(results, '{"index":7,"key":"7","outcome":"succeeded"}\nhalf a li');
			});
			assert.equal(code, 0, stderr);
			assertWhole(trial, results.slice(trial.path.length + 1));
		}),
	);

	it(
		"goes on without job.json, which only a resume needs",
		withTrial(async (trial) => {
			const { code, stderr } = await meddled(trial, (folder) => rmSync(join(folder, "job.json")));
			assert.equal(code, 0, stderr);
			assertWhole(trial, "out.jsonl");
		}),
	);

	for (const [what, meddle] of [
		["deleted", (file: string) => rmSync(file)],
		["replaced", (file: string) => writeAnew(file)],
	] as const) {
		it(
			`stops, and says where in the job it is named, when its output is ${what}`,
			withTrial(async (trial) => {
				const { code, stderr } = await meddled(trial, () => meddle(trial.file("out.jsonl")));
				assert.match(stderr, /trial\.batch\.json:\d+:\d+.*out\.jsonl was removed, moved or replaced while the run/s);
				assert.match(stderr, /^Resume /m);
				assert.equal(code, 3, stderr);
			}),
		);
	}

	it(
		"stops when its output is shortened, and leaves no hole in it",
		withTrial(async (trial) => {
			const { code, stderr } = await meddled(trial, () => truncateSync(trial.file("out.jsonl"), 5));
			assert.match(stderr, /out\.jsonl is 5 bytes long, but the run had written \d/);
			assert.equal(code, 3, stderr);
			assert.equal(trial.read("out.jsonl").length, 5);
		}),
	);

	it(
		"stops when its folder is removed",
		withTrial(async (trial) => {
			const { code, stderr } = await meddled(trial, (folder) => rmSync(folder, { recursive: true }));
			assert.match(stderr, /(run\.sqlite|results\.jsonl): It was removed/);
			assertOrderly(code, stderr);
		}),
	);

	it(
		"stops when the whole project is removed",
		withTrial(async (trial) => {
			const { code, stderr } = await meddled(trial, () => rmSync(trial.path, { recursive: true }));
			assert.match(stderr, /(out\.jsonl was|It was) removed, moved or replaced/);
			assertOrderly(code, stderr);
		}),
	);
});

/** It ended by itself, with a message for the user and no stack trace. */
function assertOrderly(code: number | null, stderr: string): void {
	assert.equal(code, 3, stderr);
	assert.doesNotMatch(stderr, /^ +at |unhandled/im);
}

function assertWhole(trial: Trial, name: string): void {
	const indices = trial.records(name).map(({ index }) => index as number);
	assert.deepEqual(
		indices.sort((a, b) => a - b),
		Array.from({ length: items }, (_, index) => index),
	);
}

/** Writes like most editors do when they save. */
function writeAnew(file: string): void {
	writeFileSync(`${file}~`, "edited\n");
	renameSync(`${file}~`, file);
}
