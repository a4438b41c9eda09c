import assert from "node:assert/strict";
import { withTrial } from "./trial.ts";

/** All is well until item 100; from there on all fail. */
const falling = "await sleep(20); if (n >= 100) throw new Error('no');";
const policies = { retry: { attempts: 1 }, concurrency: 4 };

describe("A run whose success rate falls", () => {
	it(
		"is halted where the job says so, and can be resumed",
		withTrial(async (trial) => {
			trial.writeJob(2_000, falling, { ...policies, alerts: { successRateBelow: { at: 0.8, do: "halt" } } });
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--json");
			assert.equal(code, 3, stderr);
			const { state, succeeded, failed } = JSON.parse(stdout);
			assert.deepEqual([state, succeeded], ["halted", 100]);
			assert.ok(failed > 20 && failed < 1_000, `${failed} failed`);
			assert.match(
				stderr,
				/^trial was halted: .*\d\d% of \d+ items in the last 30 s succeeded, below 80% \(alerts\.successRateBelow\)\.$/m,
			);
			assert.match(stderr, /^Resume +.*run trial\.batch\.json$/m);
			trial.writeJob(2_000, "return n;", policies);
			const resumed = await trial.run("run", "trial.batch.json", "--json");
			assert.equal(JSON.parse(resumed.stdout).succeeded, 2_000 - failed, resumed.stderr);
		}),
	);

	it(
		"pauses where the job says so, also with --quiet, until the user resumes it",
		withTrial(async (trial) => {
			trial.writeJob(400, falling, { ...policies, alerts: { successRateBelow: { at: 0.8, do: "pause" } } });
			const running = trial.start(["run", "trial.batch.json", "--json", "--quiet"]);
			await running.says("Ctrl-C stops it, with everything saved.");
			running.kill("SIGCONT");
			const { code, stdout, stderr } = await running.ended;
			assert.equal(code, 1, stderr);
			assert.match(
				stderr,
				/^Paused: \d\d% of \d+ items in the last 30 s succeeded, below 80%.*\n`kill -CONT \d+` resumes/m,
			);
			assert.match(stderr, /^The run goes on\.$/m);
			const { succeeded, failed } = JSON.parse(stdout);
			assert.deepEqual([succeeded, failed], [100, 300]);
		}),
	).timeout(60_000);

	it(
		"stops while it is paused, and can be resumed",
		withTrial(async (trial) => {
			trial.writeJob(400, falling, { ...policies, alerts: { successRateBelow: { at: 0.8, do: "pause" } } });
			const running = trial.start(["run", "trial.batch.json"]);
			await running.says("Ctrl-C stops it, with everything saved.");
			running.kill("SIGINT");
			assert.equal((await running.ended).code, 130);
			trial.writeJob(400, "return n;", policies);
			const { stdout, stderr } = await trial.run("run", "trial.batch.json", "--json");
			const { succeeded, failed } = JSON.parse(stdout);
			assert.ok(failed > 0 && succeeded + failed === 400, stderr);
		}),
	);

	it(
		"is reported when it falls and when that is over, but not with --quiet",
		withTrial(async (trial) => {
			// Half of the first 300 succeed, and all after them: more than 80 % of 750.
			const ill = "await sleep(20); if (n < 300 && n % 2) throw new Error('no');";
			trial.writeJob(1_200, ill, { ...policies, alerts: { successRateBelow: 0.75 } });
			const [loud, quiet] = await Promise.all([
				trial.run("run", "trial.batch.json", "--state-dir", "loud"),
				trial.run("run", "trial.batch.json", "--state-dir", "quiet", "--quiet"),
			]);
			const lines = loud.stderr.split("\n").filter((line) => line.startsWith("Alert"));
			assert.equal(lines.length, 2, loud.stderr);
			assert.match(lines[0] ?? "", /^Alert: \d\d% of \d+ items in the last 30 s succeeded, below 75% \(/);
			assert.equal(lines[1], "Alert over: The success rate is no longer too low.");
			assert.doesNotMatch(quiet.stderr, /Alert/);
		}),
	).timeout(60_000);
});
