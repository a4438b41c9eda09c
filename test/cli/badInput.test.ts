import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { type Ended, type Trial, withTrial } from "./trial.ts";

/** Bad usage: one message, exit 2, no stack trace, nothing on stdout, and nothing left behind. */
function assertRefused({ code, stdout, stderr }: Ended, trial: Trial, message: RegExp): void {
	assert.equal(code, 2, stderr);
	assert.equal(stdout, "");
	assert.match(stderr, message);
	assert.doesNotMatch(stderr, /\n {4}at /);
	assert.deepEqual(trial.runs, []);
}

describe("Bad usage of batchline", () => {
	it(
		"is reported with what was meant",
		withTrial(async (trial) => {
			assertRefused(await trial.run("rnu", "x"), trial, /unknown command 'rnu'\n\(Did you mean run\?\)/);
			assertRefused(await trial.run("run", "x", "--concurency", "3"), trial, /\(Did you mean --concurrency\?\)/);
			assertRefused(await trial.run("run"), trial, /missing required argument 'job'/);
			assertRefused(await trial.run("run", "x", "--limit", "-1"), trial, /Expected a whole number from 1\./);
			assertRefused(await trial.run("run", "x", "--fresh", "--resume", "1"), trial, /cannot be used with/);
			assertRefused(
				await trial.run("retry", "x", "--category", "fatl"),
				trial,
				/Allowed choices are retry, skip, fail, fatal/,
			);
			assertRefused(await trial.run("show", "2026"), trial, /^There is no run "2026"/);
		}),
	);

	it(
		"does not include asking for help or the version",
		withTrial(async (trial) => {
			const help = await trial.run("run", "--help");
			assert.equal(help.code, 0);
			assert.match(help.stdout, /--dry-run/);
			const version = await trial.run("--version");
			assert.equal(version.code, 0);
			assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
		}),
	);
});

describe("A bad job", () => {
	it(
		"is reported with file, line, column and suggestion, all its problems at once",
		withTrial(async (trial) => {
			trial.write(
				"trial.batch.json",
				'{\n  "items": { "values": [1] },\n  "run": { "module": "work.mjs" },\n  "concurency": 3,\n  "timeout": 5\n}\n',
			);
			const refused = await trial.run("run", "trial.batch.json");
			assertRefused(refused, trial, /^trial\.batch\.json:4:3: .*"concurency".* Did you mean "concurrency"\?$/m);
			assert.match(refused.stderr, /^trial\.batch\.json:5:14: /m);
			assert.equal(refused.stderr.trimEnd().split("\n").length, 2);
			const debugged = await trial.run("run", "trial.batch.json", "--debug");
			assert.equal(debugged.code, 2);
			assert.match(debugged.stderr, /\n {4}at /);
		}),
	);

	it(
		"may be no JSON, no text, no file, or missing",
		withTrial(async (trial) => {
			trial.write("trial.batch.json", '{\n  "items": {{ }\n');
			assertRefused(await trial.run("run", "trial.batch.json"), trial, /^trial\.batch\.json:2:13: /);
			trial.write("trial.batch.json", Buffer.from([0x7b, 0x0a, 0xff, 0x7d]));
			assertRefused(await trial.run("run", "trial.batch.json"), trial, /^trial\.batch\.json:2:1: .*not UTF-8/);
			assertRefused(await trial.run("run", "trail.batch.json"), trial, /Did you mean ".*trial\.batch\.json"\?/);
			mkdirSync(trial.file("folder"));
			assertRefused(await trial.run("run", "folder"), trial, /is a folder; expected a job file/);
		}),
	);

	it(
		"may name items, modules and functions that are not there",
		withTrial(async (trial) => {
			const job = { items: { jsonl: "items.jsonl" }, run: { module: "work.mjs" } };
			trial.write("trial.batch.json", job);
			assertRefused(await trial.run("run", "trial.batch.json"), trial, /^trial\.batch\.json:1:\d+: .*items\.jsonl/);
			trial.writeItems(3);
			trial.write("wrok.mjs", "export default () => 1;");
			assertRefused(
				await trial.run("run", "trial.batch.json"),
				trial,
				/"work\.mjs" does not exist\. Did you mean "wrok/,
			);
			trial.write("work.mjs", "export const answer = 42;");
			assertRefused(await trial.run("run", "trial.batch.json"), trial, /^trial\.batch\.json:1:\d+: .*function/);
			trial.write("work.mjs", "export default (");
			assertRefused(await trial.run("run", "trial.batch.json"), trial, /^trial\.batch\.json:1:\d+: .*work\.mjs/m);
		}),
	);

	it(
		"may hold templates that do not compile, or name what no item has, and variables without a value",
		withTrial(async (trial) => {
			const refused = async (more: object, message: RegExp) => {
				trial.writeJob(3, "", more);
				assertRefused(await trial.run("run", "trial.batch.json"), trial, message);
			};
			await refused({ key: "{{ item.n" }, /^trial\.batch\.json:1:\d+: /);
			await refused({ key: "{{ item.m }}" }, /^trial\.batch\.json:1:\d+: .*"m"\. It has: n\./);
			await refused({ key: "{{ itme.n }}" }, /Did you mean "item"\?/);
			await refused({ key: "${env:NO_SUCH_VARIABLE}{{ index }}" }, /NO_SUCH_VARIABLE is not set/);
			await refused({ key: "${config:editor.tabSize}{{ index }}" }, /Only VS Code has settings/);
			await refused({ items: { selection: true } }, /^trial\.batch\.json:1:\d+: /);
		}),
	);

	it(
		"does not overwrite its own items with its results",
		withTrial(async (trial) => {
			trial.writeJob(3, "", { output: { jsonl: "items.jsonl" } });
			assertRefused(await trial.run("run", "trial.batch.json"), trial, /would overwrite it/);
			assert.equal(trial.lines("items.jsonl").length, 3);
		}),
	);
});

describe("A source without items", () => {
	it(
		"ends the command with status 1, in a dry run too, unless the job says that it is fine",
		withTrial(async (trial) => {
			const sources = [
				[{ csv: "head.csv" }, /^trial\.batch\.json:1:\d+: There are no rows of head\.csv\. .*"empty": "ok"/],
				[{ files: "*.pdf" }, /^trial\.batch\.json:1:\d+: No file matches "\*\.pdf"/],
			] as const;
			trial.write("head.csv", "n\n");
			for (const [items, message] of sources) {
				trial.writeJob(0, "", { items, output: { jsonl: "out.jsonl" } });
				for (const flags of [["--json"], ["--dry-run", "--quiet"]]) {
					const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", ...flags);
					assert.deepEqual([code, stdout], [1, ""], stderr);
					assert.match(stderr, message);
				}
				assert.deepEqual(trial.runs, []);
				trial.writeJob(0, "", { items: { ...items, empty: "ok" } });
				const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--json", "--fresh");
				assert.equal(code, 0, stderr);
				assert.equal(JSON.parse(stdout).total, 0);
				for (const run of trial.runs) rmSync(trial.file(`.batchline/runs/${run}`), { recursive: true });
			}
		}),
	);
});

describe("Bad items", () => {
	it(
		"fail each for itself, with their line, and the run goes on",
		withTrial(async (trial) => {
			trial.writeJob(1, "", { items: { csv: "rows.csv" } });
			trial.write(
				"rows.csv",
				Buffer.concat([Buffer.from("n,text\n1,one\n2\n3,"), Buffer.from([0xff]), Buffer.from("\n4,four\n")]),
			);
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--json");
			assert.equal(code, 1, stderr);
			const { succeeded, failed, failedItems } = JSON.parse(stdout);
			assert.deepEqual({ succeeded, failed }, { succeeded: 2, failed: 2 });
			assert.match(failedItems[0].message, /line 3/i);
			assert.match(failedItems[1].message, /line 4.*UTF-8/i);
			assert.deepEqual(
				failedItems.map(({ attempts }: { attempts: number }) => attempts),
				[0, 0],
			);
			const listed = await trial.run("failed", trial.runs[0] ?? "");
			assert.match(listed.stdout, /rows\.csv:3 /);
		}),
	);
});
