import assert from "node:assert/strict";
import { withTrial } from "./trial.ts";

describe("batchline run", () => {
	it(
		"ends with 0 when every item succeeded or was skipped, and leaves stdout alone",
		withTrial(async (trial) => {
			trial.writeJob(10, "return n === 3 ? false : n * 2;", { output: { jsonl: "out.jsonl" } });
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json");
			assert.equal(code, 0, stderr);
			assert.equal(stdout, "");
			assert.match(stderr, /^trial is done: 9 of 10 items succeeded, 1 skipped, in /m);
			assert.match(stderr, /^Results +\.batchline\/runs\/\S+\/results\.jsonl\n +out\.jsonl$/m);
			const [runId] = trial.runs;
			assert.match(trial.read(`.batchline/runs/${runId}/report.md`), /^# trial$/m);
			assert.equal(trial.records("out.jsonl").length, 10);
			assert.equal(trial.read(".batchline/.gitignore"), "*\n");
		}),
	);

	it(
		"ends with 1 when some failed, and says why and how to try them again",
		withTrial(async (trial) => {
			trial.writeJob(10, "if (n > 7) throw new RangeError(`No ${n}.`);", { retry: { attempts: 1 } });
			const { code, stderr } = await trial.run("run", "trial.batch.json");
			assert.equal(code, 1, stderr);
			assert.match(stderr, /^trial is done: 8 of 10 items succeeded, 2 failed, in /m);
			assert.match(stderr, /^ +2 failed +No [89]\.$/m);
			assert.match(stderr, new RegExp(`^Retry +.*retry ${trial.runs[0]}$`, "m"));
		}),
	);

	it(
		"ends with 3 at a fatal error and at a threshold, says why, and how to resume",
		withTrial(async (trial) => {
			const fatal = "if (n === 5) throw Object.assign(new Error('The key was refused.'), { status: 401 });";
			trial.writeJob(1_000, fatal, { concurrency: 1 });
			const halted = await trial.run("run", "trial.batch.json");
			assert.equal(halted.code, 3, halted.stderr);
			assert.match(halted.stderr, /^trial was halted: .*The key was refused\.$/m);
			assert.match(halted.stderr, /^Resume +.*run trial\.batch\.json$/m);
			trial.writeJob(1_000, "throw new Error('no')", { halt: { failures: 4 }, retry: { attempts: 1 } });
			const { code, stderr } = await trial.run("run", "trial.batch.json", "--fresh");
			assert.equal(code, 3, stderr);
			assert.match(stderr, /halts at 4 \(halt\.failures\)/);
		}),
	);

	it(
		"prints one object with --json, whatever the end",
		withTrial(async (trial) => {
			trial.writeJob(200, "if (n % 2) throw new Error(`odd ${n}`); return n;", {
				retry: { attempts: 2, minDelay: "0ms" },
			});
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--json", "--quiet");
			assert.equal(code, 1, stderr);
			assert.equal(stdout.trimEnd().split("\n").length, 1);
			const { durationMs, itemsPerSecond, attemptMs, failedItems, reportPath, ...summary } = JSON.parse(stdout);
			assert.deepEqual(summary, {
				runId: trial.runs[0],
				state: "completedWithFailures",
				reason: null,
				total: 200,
				succeeded: 100,
				failed: 100,
				rejected: 0,
				rejectedItems: [],
				skipped: 0,
				interrupted: 0,
				retries: 100,
				sameKeys: 0,
				notes: [],
				outputs: [],
				successRate: 0.5,
			});
			assert.ok(durationMs > 0 && itemsPerSecond > 0);
			assert.ok(attemptMs.p50 > 0 && attemptMs.p50 <= attemptMs.p95 && attemptMs.p95 <= attemptMs.p99);
			assert.equal(failedItems.length, 100);
			const { detail, ...first } = failedItems[0];
			assert.deepEqual(first, { index: 1, key: "1", category: "retry", message: "odd 1", attempts: 2 });
			assert.match(detail, /^Error: odd 1\n.*work\.mjs:4/);
			assert.equal(reportPath, trial.file(`.batchline/runs/${trial.runs[0]}/report.md`));
		}),
	);

	it(
		"runs the first items only with --limit, and one at a time with --concurrency 1",
		withTrial(async (trial) => {
			const body = "log(`begin ${n}`); await sleep(5); log(`end ${n}`);";
			trial.writeJob(100, body, { concurrency: 8 });
			const { code, stdout } = await trial.run("run", "trial.batch.json", "--limit=3", "--concurrency=1", "--json");
			assert.equal(code, 0);
			assert.equal(JSON.parse(stdout).total, 3);
			assert.deepEqual(trial.lines("log.txt"), ["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"]);
		}),
	);

	it(
		"takes inputs with --set, and says what to type where one is missing",
		withTrial(async (trial) => {
			trial.writeJob(1, "log(process.argv.length);", {
				inputs: { lang: { options: ["en GB", "es"] }, tone: { default: "warm" } },
				key: "${input:lang}=${input:tone}",
			});
			const missing = await trial.run("run", "trial.batch.json", "--set", "tone=a=b");
			assert.equal(missing.code, 2);
			assert.match(missing.stderr, /"lang" has no value\. Say which: --set 'lang=en GB'\./);
			const twice = await trial.run("run", "trial.batch.json", "--set", "lang=es", "--set=lang=es");
			assert.match(twice.stderr, /"lang" has a value already/);
			const { code, stdout } = await trial.run(
				"run",
				"trial.batch.json",
				"--set=tone=a=b",
				"--set",
				"lang=es",
				"--dry-run",
				"--json",
			);
			assert.deepEqual([code, JSON.parse(stdout).key], [0, "es=a=b"]);
		}),
	);

	it(
		"prints only problems with --quiet",
		withTrial(async (trial) => {
			trial.writeJob(10, "console.log('hello', n); if (n === 4) throw new Error('no'); ", { retry: { attempts: 1 } });
			const all = await trial.run("run", "trial.batch.json", "--quiet");
			assert.doesNotMatch(all.stderr, /hello/);
			assert.match(all.stderr, /1 failed/);
			trial.writeJob(10, "");
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--quiet");
			assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "", stderr: "" });
		}),
	);

	it(
		"keeps terminal commands in items and messages from the terminal",
		withTrial(async (trial) => {
			const evil = "'\\u001b]0;owned\\u0007 \\u001b[2J \\u009b31m'";
			trial.writeJob(2, `console.log(${evil}); throw new Error(${evil});`, {
				name: "evil \u001b[2J",
				key: "k\u001b[31m{{ item.n }}",
				retry: { attempts: 1 },
			});
			const { stderr } = await trial.run("run", "trial.batch.json");
			assert.match(stderr, /owned/);
			const shown = await Promise.all([
				trial.run("failed", trial.runs[0] ?? ""),
				trial.run("failed", trial.runs[0] ?? "", "--jsonl"),
				trial.run("show", trial.runs[0] ?? "", "--json"),
				trial.run("runs"),
				trial.run("run", "trial.batch.json", "--dry-run"),
				trial.run("run", "trial.batch.json", "--dry-run", "--json"),
			]);
			for (const text of [stderr, ...shown.map(({ stdout }) => stdout)]) {
				assert.notEqual(text, "");
				// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
				assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
			}
		}),
	);

	it(
		"takes secrets from the environment, and shows them nowhere",
		withTrial(async (trial) => {
			trial.writeJob(1, "return { got: context.options.token === 'hunter-2-hunter', echo: context.options.token };", {
				run: { module: { path: "work.mjs", options: { token: "${secret:my-blog}" } } },
			});
			const without = await trial.run("run", "trial.batch.json");
			assert.equal(without.code, 2);
			assert.match(
				without.stderr,
				/^trial\.batch\.json:1:\d+: There is no secret "my-blog"\. .*BATCHLINE_SECRET_MY_BLOG=/,
			);
			assert.deepEqual(trial.runs, []);
			const env = { BATCHLINE_SECRET_MY_BLOG: "hunter-2-hunter" };
			const { code, stderr } = await trial.start(["run", "trial.batch.json"], { env }).ended;
			assert.equal(code, 0, stderr);
			const results = trial.read(`.batchline/runs/${trial.runs[0]}/results.jsonl`);
			assert.match(results, /"got":true/);
			assert.doesNotMatch(results, /hunter/);
		}),
	);
});
