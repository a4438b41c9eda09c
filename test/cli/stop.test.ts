import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { withTrial } from "./trial.ts";

describe("A run that a signal stops", () => {
	for (const [signal, exitCode] of [
		["SIGINT", 130],
		["SIGTERM", 143],
	] as const) {
		it(
			`lets items under way end, says how to resume, and resumes there: ${signal}`,
			withTrial(async (trial) => {
				trial.writeJob(
					500,
					"log(`begin ${n}`); if (n === 20) console.log('going'); await sleep(10); log(`end ${n}`);",
					{
						output: { jsonl: "out.jsonl" },
					},
				);
				const stopped = trial.start(["run", "trial.batch.json", "--json"]);
				await stopped.says("going");
				stopped.kill(signal);
				const { code, stdout, stderr } = await stopped.ended;
				assert.equal(code, exitCode, stderr);
				const { state, succeeded } = JSON.parse(stdout);
				assert.equal(state, "cancelled");
				assert.ok(succeeded > 10 && succeeded < 500, `${succeeded} succeeded.`);
				assert.match(stderr, /^trial was cancelled: [\s\S]*^Resume +.* run trial\.batch\.json$/m);
				const log = trial.lines("log.txt");
				assert.equal(log.length, 2 * succeeded, "what started has ended, and its outcome is kept");

				const resumed = await trial.run("run", "trial.batch.json", "--json");
				assert.equal(resumed.code, 0, resumed.stderr);
				assert.equal(JSON.parse(resumed.stdout).succeeded, 500);
				assert.equal(trial.lines("log.txt").length, 2 * 500);
				assert.equal(new Set(trial.records("out.jsonl").map(({ index }) => index)).size, 500);
				assert.equal(trial.lines("out.jsonl").length, 500);
			}),
		);
	}

	it(
		"waits 5 seconds for items under way, and a little longer for those that ignore it",
		withTrial(async (trial) => {
			const work = `if (n === 20) { console.log("going"); await sleep(4_000); log("done"); }
				if (n === 21) await new Promise(() => setInterval(() => {}, 1_000));
				return n;`;
			trial.writeJob(22, work, { concurrency: 2 });
			const stopped = trial.start(["run", "trial.batch.json", "--json"]);
			await stopped.says("going");
			const askedAt = performance.now();
			stopped.kill("SIGTERM");
			const { code, stdout, stderr } = await stopped.ended;
			const tookMs = performance.now() - askedAt;
			assert.equal(code, 143, stderr);
			assert.deepEqual([JSON.parse(stdout).succeeded, trial.lines("log.txt")], [21, ["done"]]);
			assert.ok(tookMs > 5_000 && tookMs < 20_000, `It took ${tookMs} ms.`);
		}),
	);

	it(
		"ends at once at a second one, not at an echo of the first, and can be resumed",
		withTrial(async (trial) => {
			// Item 20 does not end, and ignores its abort signal.
			trial.writeJob(50, "if (n === 20) { console.log('stuck'); await sleep(600_000); }", { concurrency: 4 });
			const stopped = trial.start(["run", "trial.batch.json"]);
			await stopped.says("stuck");
			const askedAt = performance.now();
			stopped.kill("SIGINT");
			await stopped.says("Stopping");
			stopped.kill("SIGINT");
			const again = setInterval(() => stopped.kill("SIGINT"), 50);
			const { code, stderr } = await stopped.ended.finally(() => clearInterval(again));
			const tookMs = performance.now() - askedAt;
			assert.equal(code, 130, stderr);
			assert.match(stderr, /Stopped at once\./);
			assert.ok(tookMs > 400 && tookMs < 4_000, `It took ${tookMs} ms.`);
			trial.writeJob(50, "return n;", { concurrency: 4 });
			const resumed = await trial.run("run", "trial.batch.json", "--json");
			assert.equal(resumed.code, 0, resumed.stderr);
			assert.equal(JSON.parse(resumed.stdout).succeeded, 50);
			assert.equal(trial.runs.length, 1);
		}),
	);

	it(
		"reacts to it amid 1,000,000 items that take no time",
		withTrial(async (trial) => {
			trial.writeJob(1, "if (n === 50_000) console.log('going'); return true;", { concurrency: 64 });
			trial.write("items.jsonl", "");
			for (let n = 0; n < 1_000_000; n += 10_000) {
				const lines = Array.from({ length: 10_000 }, (_, at) => `{"n":${n + at}}\n`);
				appendFileSync(trial.file("items.jsonl"), lines.join(""));
			}
			const stopped = trial.start(["run", "trial.batch.json", "--json"]);
			await stopped.says("going");
			const askedAt = performance.now();
			stopped.kill("SIGINT");
			await stopped.says("Stopping");
			const heardMs = performance.now() - askedAt;
			const { code, stdout, stderr } = await stopped.ended;
			const endedMs = performance.now() - askedAt;
			assert.equal(code, 130, stderr);
			assert.equal(JSON.parse(stdout).state, "cancelled");
			console.log(`\theard after ${heardMs.toFixed(0)} ms, over after ${endedMs.toFixed(0)} ms`);
			// Generous, for a machine that is busy with other things too.
			assert.ok(heardMs < 1_000 && endedMs < 5_000, `Heard after ${heardMs} ms, over after ${endedMs} ms.`);
		}),
	);
});
