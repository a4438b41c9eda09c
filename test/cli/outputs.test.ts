import assert from "node:assert/strict";
import { linkSync, renameSync, statSync, symlinkSync, truncateSync, unlinkSync } from "node:fs";
import { eventually } from "../eventually.ts";
import { type Trial, withTrial } from "./trial.ts";

/** Says "stuck" at the item that the job names, and goes on when the file `go` exists. */
function writeJob(trial: Trial, name: string, { items = 6, stuckAt = 3, output = "out.jsonl" }): void {
	trial.write(
		`${name}.mjs`,
		`import { existsSync } from "node:fs";
		import { setTimeout as sleep } from "node:timers/promises";
		const go = ${JSON.stringify(trial.file("go"))};
		export default async (n) => {
			if (n === ${stuckAt} && !existsSync(go)) { console.log("stuck"); while (!existsSync(go)) await sleep(10); }
			return "${name} " + n;
		};`,
	);
	trial.write(`${name}.batch.json`, {
		items: { values: Array.from({ length: items }, (_, n) => n) },
		run: { module: `${name}.mjs` },
		concurrency: 1,
		checkpoint: { everyBatches: 1 },
		output: { jsonl: output, order: "completion" },
	});
}

const resultsIn = (trial: Trial, file: string) => trial.records(file).map(({ result }) => result);

const allOf = (name: string, count = 6) => Array.from({ length: count }, (_, n) => `${name} ${n}`);

async function started(trial: Trial, ...args: string[]) {
	const running = trial.start(["run", ...args]);
	await running.says("stuck");
	return running;
}

/** Stops a run in its middle, with three lines in its output. */
async function killed(trial: Trial, ...args: string[]): Promise<void> {
	const running = await started(trial, ...args);
	const runId = trial.runs.at(-1) ?? "";
	// What is in doubt still may be overwritten, as long as it is ours.
	await eventually(async () => {
		const shown = await trial.run("show", runId, "--json");
		assert.equal(JSON.parse(shown.stdout).succeeded, 3, shown.stdout);
	});
	running.kill("SIGKILL");
	await running.ended;
	trial.write("go", "");
}

describe("An output", () => {
	it(
		"has one writer, whatever the job, the name of the file, or where runs are kept",
		withTrial(async (trial) => {
			writeJob(trial, "first", {});
			trial.write("out.jsonl", "");
			linkSync(trial.file("out.jsonl"), trial.file("hard.jsonl"));
			symlinkSync(trial.file("out.jsonl"), trial.file("soft.jsonl"));
			writeJob(trial, "second", { stuckAt: -1 });
			writeJob(trial, "hard", { stuckAt: -1, output: "hard.jsonl" });
			writeJob(trial, "soft", { stuckAt: -1, output: "soft.jsonl" });
			const first = await started(trial, "first.batch.json");
			const [runId = ""] = trial.runs;
			for (const job of ["second", "hard", "soft"]) {
				const { code, stderr } = await trial.run("run", `${job}.batch.json`, "--state-dir", "elsewhere");
				assert.equal(code, 2, stderr);
				assert.match(stderr, new RegExp(`\\.jsonl is being written by run ${runId} of first\\. .*output of its own`));
			}
			trial.write("go", "");
			assert.equal((await first.ended).code, 0);
			assert.deepEqual(resultsIn(trial, "out.jsonl"), allOf("first"));
		}),
	);

	it(
		"is another one for a run that is started beside an active one, also when that is resumed",
		withTrial(async (trial) => {
			writeJob(trial, "first", {});
			const first = await started(trial, "first.batch.json");
			const second = await started(trial, "first.batch.json", "--parallel");
			const [, secondId = ""] = trial.runs;
			second.kill("SIGKILL");
			await second.ended;
			trial.write("go", "");
			assert.equal((await first.ended).code, 0);
			const resumed = await trial.run("run", "first.batch.json", "--resume", secondId);
			assert.equal(resumed.code, 0, resumed.stderr);
			assert.deepEqual(resultsIn(trial, "out.jsonl"), allOf("first"));
			assert.deepEqual(resultsIn(trial, `out.${secondId}.jsonl`), allOf("first"));
		}),
	);

	it(
		"of an earlier run of the job is overwritten by a new one",
		withTrial(async (trial) => {
			writeJob(trial, "first", { stuckAt: -1 });
			await trial.run("run", "first.batch.json");
			const again = await trial.run("run", "first.batch.json", "--fresh", "--limit=2");
			assert.equal(again.code, 0, again.stderr);
			assert.deepEqual(resultsIn(trial, "out.jsonl"), allOf("first", 2));
		}),
	);

	it(
		"is not overwritten where it holds something else, or the results of another job",
		withTrial(async (trial) => {
			writeJob(trial, "first", { stuckAt: -1 });
			writeJob(trial, "second", { stuckAt: -1 });
			for (const content of ['{"id":1}\n', "my notes", "\n\n\n", '{"index":1}\n']) {
				trial.write("out.jsonl", content);
				const { code, stderr } = await trial.run("run", "first.batch.json");
				assert.deepEqual([code, trial.read("out.jsonl"), trial.runs.length], [2, content, 0], stderr);
				assert.match(stderr, /first\.batch\.json:1:\d+: .*out\.jsonl exists, and holds no results of this job/);
			}
			unlinkSync(trial.file("out.jsonl"));
			assert.equal((await trial.run("run", "first.batch.json")).code, 0);
			const before = trial.read("out.jsonl");
			const other = await trial.run("run", "second.batch.json", "--fresh");
			assert.equal(other.code, 2);
			assert.match(other.stderr, /out\.jsonl holds the results of another job, \S+first\.batch\.json/);
			assert.equal(trial.read("out.jsonl"), before);
		}),
	);
});

describe("A run that is resumed", () => {
	const damages: Record<string, (trial: Trial) => void> = {
		"longer, of somebody else": (trial) => {
			unlinkSync(trial.file("out.jsonl"));
			trial.write("out.jsonl", "somebody else's line\n".repeat(500));
		},
		"longer, written over the old one": (trial) =>
			trial.write("out.jsonl", `${JSON.stringify({ id: 7 })}\n`.repeat(500)),
		"as long, with other bytes at its end": (trial) => {
			const text = trial.read("out.jsonl");
			trial.write("out.jsonl", `${text.slice(0, -4)}xy\n`);
		},
		shorter: (trial) => truncateSync(trial.file("out.jsonl"), 10),
		"our own, with a foreign line after it": (trial) => trial.write("out.jsonl", `${trial.read("out.jsonl")}my note\n`),
	};

	for (const [name, damage] of Object.entries(damages)) {
		it(
			`stops where its output is ${name}`,
			withTrial(async (trial) => {
				writeJob(trial, "first", {});
				await killed(trial, "first.batch.json");
				damage(trial);
				const before = trial.read("out.jsonl");
				const { code, stderr } = await trial.run("run", "first.batch.json");
				assert.equal(code, 2, stderr);
				assert.match(stderr, /^first\.batch\.json:1:\d+: \S+out\.jsonl (is|has) /m);
				assert.equal(trial.read("out.jsonl"), before);
			}),
		);
	}

	it(
		"goes on in an output that was moved away and back, or copied",
		withTrial(async (trial) => {
			writeJob(trial, "first", {});
			await killed(trial, "first.batch.json");
			const { ino } = statSync(trial.file("out.jsonl"));
			renameSync(trial.file("out.jsonl"), trial.file("away.jsonl"));
			trial.write("out.jsonl", trial.read("away.jsonl"));
			assert.notEqual(statSync(trial.file("out.jsonl")).ino, ino);
			const { code, stderr } = await trial.run("run", "first.batch.json");
			assert.equal(code, 0, stderr);
			assert.deepEqual(resultsIn(trial, "out.jsonl"), allOf("first"));
		}),
	);

	it(
		"never cuts what a newer run has written, whether it had written something itself or not",
		withTrial(async (trial) => {
			for (const stuckAt of [0, 3]) {
				writeJob(trial, "first", { stuckAt });
				const running = await started(trial, "first.batch.json", "--fresh");
				const older = trial.runs.at(-1) ?? "";
				while (trial.lines("out.jsonl").length < stuckAt) await new Promise((resolve) => setTimeout(resolve, 20));
				running.kill("SIGKILL");
				await running.ended;
				trial.write("go", "");
				const newer = await trial.run("run", "first.batch.json", "--fresh");
				assert.equal(newer.code, 0, newer.stderr);
				const resumed = await trial.run("run", "first.batch.json", "--resume", older);
				assert.equal(resumed.code, 2, resumed.stderr);
				assert.match(resumed.stderr, new RegExp(`out\\.jsonl was written by run ${trial.runs.at(-1)} of first since`));
				assert.deepEqual(resultsIn(trial, "out.jsonl"), allOf("first"));
				unlinkSync(trial.file("go"));
			}
		}),
	);

	it(
		"goes on after what a retry of its failed items has written",
		withTrial(async (trial) => {
			writeJob(trial, "first", { stuckAt: -1 });
			const module = trial.read("first.mjs");
			const failing = (code: string) =>
				trial.write(
					"first.mjs",
					module.replace("return ", `if (n === 1 || n === 4) throw Object.assign(new Error("no"), ${code}); return `),
				);
			failing('{ code: n === 4 ? "EHALT" : "ENO" }');
			const job = JSON.parse(trial.read("first.batch.json"));
			trial.write("first.batch.json", { ...job, retry: { attempts: 1 }, errors: { fatal: ["EHALT"] } });
			const halted = await trial.run("run", "first.batch.json");
			assert.equal(halted.code, 3, halted.stderr);
			trial.write("first.mjs", module);
			const retried = await trial.run("retry", trial.runs[0] ?? "");
			assert.equal(retried.code, 0, retried.stderr);
			const resumed = await trial.run("run", "first.batch.json");
			assert.ok(resumed.code === 0 || resumed.code === 1, resumed.stderr);
			assert.deepEqual(
				[...new Set(resultsIn(trial, "out.jsonl"))].filter((result) => result !== null).sort(),
				allOf("first"),
			);
		}),
	);
});
