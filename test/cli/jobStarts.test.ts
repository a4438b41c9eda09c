import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Trial, withTrial } from "./trial.ts";

const cli = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
/** How often several starts are made at the same moment. `npm run test:cli -- --starts 200` takes a few minutes. */
const repetitions = Number(process.env.BATCHLINE_STARTS ?? 5);
/** The `script` of util-linux makes a terminal; others have other options. */
const hasScript = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");

/** Works on nothing until the file `go` exists, once it has said "stuck". */
const untilGo = `
	log(n);
	if (!existsSync(GO)) { console.log("stuck"); while (!existsSync(GO)) await sleep(10); }
	return n;`;

function writeHeldJob(trial: Trial, items: number, more: object = {}): void {
	trial.writeJob(items, untilGo, { concurrency: 1, ...more });
	const go = JSON.stringify(trial.file("go"));
	trial.write("work.mjs", `import { existsSync } from "node:fs"; const GO = ${go};\n${trial.read("work.mjs")}`);
}

describe("Starts of one job at the same moment", () => {
	it(
		`run each item once, in one run: ${repetitions} times 2 to 4 of them`,
		withTrial(async (trial) => {
			for (let repetition = 0; repetition < repetitions; repetition++) {
				const items = 25;
				trial.writeJob(items, "log(n); await sleep(2);", { name: `Trial ${repetition}` });
				trial.write(`job${repetition}.batch.json`, trial.read("trial.batch.json"));
				trial.write("log.txt", "");
				const count = 2 + (repetition % 3);
				const starts = Array.from({ length: count }, () => trial.run("run", `job${repetition}.batch.json`));
				const ended = await Promise.all(starts);
				const said = ended.map(({ stderr }) => stderr).join("\n");
				const codes = ended.map(({ code }) => code).sort();
				assert.deepEqual(codes, [0, ...Array.from({ length: count - 1 }, () => 2)], said);
				assert.equal(trial.runs.length, repetition + 1, said);
				const done = trial.lines("log.txt").map(Number);
				assert.deepEqual(
					done.sort((a, b) => a - b),
					Array.from({ length: items }, (_, n) => n),
					said,
				);
				const refused = ended.filter(({ code }) => code === 2);
				for (const { stderr } of refused) assert.match(stderr, new RegExp(`^Run ${trial.runs.at(-1)} of this job `));
			}
		}),
	).timeout(60_000 + repetitions * 10_000);
});

describe("A job that is being run", () => {
	it(
		"is not started again, also by another path, or over; its run is named",
		withTrial(async (trial) => {
			writeHeldJob(trial, 3);
			const first = trial.start(["run", "trial.batch.json"]);
			await first.says("stuck");
			mkdirSync(trial.file("elsewhere"));
			symlinkSync(trial.path, trial.file("elsewhere/linked"));
			symlinkSync(trial.file("trial.batch.json"), trial.file("linked.batch.json"));
			const others = [
				["trial.batch.json"],
				["trial.batch.json", "--fresh"],
				["linked.batch.json"],
				["elsewhere/linked/trial.batch.json", "--state-dir", ".batchline"],
			];
			for (const args of others) {
				const { code, stderr } = await trial.run("run", ...args);
				assert.equal(code, 2, stderr);
				assert.match(stderr, new RegExp(`^Run ${trial.runs[0]} of this job is being run by process`), args.join(" "));
			}
			trial.write("go", "");
			assert.equal((await first.ended).code, 0);
			assert.equal(trial.runs.length, 1);
			assert.deepEqual(trial.lines("log.txt"), ["0", "1", "2"]);
		}),
	);

	it(
		"is started again with --parallel",
		withTrial(async (trial) => {
			writeHeldJob(trial, 3);
			const first = trial.start(["run", "trial.batch.json"]);
			await first.says("stuck");
			const second = trial.start(["run", "trial.batch.json", "--parallel"]);
			await second.says("stuck");
			trial.write("go", "");
			assert.deepEqual([(await first.ended).code, (await second.ended).code], [0, 0]);
			assert.equal(trial.runs.length, 2);
		}),
	);

	it(
		"does not keep an older run of it from being read, only from being resumed",
		withTrial(async (trial) => {
			writeHeldJob(trial, 3);
			const killed = trial.start(["run", "trial.batch.json"]);
			await killed.says("stuck");
			killed.kill("SIGKILL");
			await killed.ended;
			const [older = ""] = trial.runs;
			const newer = trial.start(["run", "trial.batch.json", "--fresh"]);
			await newer.says("stuck");
			const resumed = await trial.run("run", "trial.batch.json", "--resume", older);
			assert.equal(resumed.code, 2, resumed.stderr);
			assert.match(resumed.stderr, new RegExp(`^Run ${trial.runs[1]} of this job is being run`));
			assert.match((await trial.run("show", older)).stdout, /was interrupted/);
			trial.write("go", "");
			assert.equal((await newer.ended).code, 0);
			assert.equal((await trial.run("run", "trial.batch.json", "--resume", older)).code, 0);
		}),
	);
});

describe("A job that is done already", () => {
	it(
		"says so, and is run again where nobody can be asked; not with --fresh, and not after a trial",
		withTrial(async (trial) => {
			trial.writeJob(3, "if (n === 2) throw new TypeError('no'); return n;");
			const trialRun = await trial.run("run", "trial.batch.json", "--limit=2");
			assert.doesNotMatch(trialRun.stderr, /done already/);
			const all = await trial.run("run", "trial.batch.json");
			assert.match(all.stderr, new RegExp(`^Run ${trial.runs[0]} was of the first 2 items; they are run again\\.`));
			const again = await trial.run("run", "trial.batch.json");
			const expected = `^This job is done already: run ${trial.runs[1]}, 3 items, 1 of them failed\\. All of it is done`;
			assert.match(again.stderr, new RegExp(expected));
			const part = await trial.run("run", "trial.batch.json", "--limit=2");
			assert.match(part.stderr, /^This job is done already/);
			const fresh = await trial.run("run", "trial.batch.json", "--fresh");
			assert.doesNotMatch(fresh.stderr, /done already|run again/);
			assert.equal(trial.runs.length, 5);
		}),
	);

	it(
		"is asked about on a terminal, except with --fresh",
		withTrial(async (trial) => {
			if (!hasScript) return;
			trial.writeJob(2, "log(n);");
			const onTerminal = async (args: string, answer: string) => {
				const command = `"${process.execPath}" "${cli}" run trial.batch.json ${args}; echo "exit $?"`;
				const running = trial.spawn("script", ["-qec", command, "/dev/null"]);
				running.process.stdin.write(answer);
				return (await running.ended).stdout;
			};
			assert.match(await onTerminal("", ""), /exit 0/);
			const refused = await onTerminal("", "n\n");
			assert.match(refused, /This job is done already: run \S+, 2 items\. Do all of it again\? \[y\/N\]/);
			assert.match(refused, /Nothing was run\.\s+exit 0/);
			assert.equal(trial.lines("log.txt").length, 2);
			assert.match(await onTerminal("", "y\n"), /Do all of it again\?.*exit 0/s);
			assert.equal(trial.lines("log.txt").length, 4);
			assert.doesNotMatch(await onTerminal("--fresh", ""), /done already/);
			assert.equal(trial.lines("log.txt").length, 6);
		}),
	);
});
