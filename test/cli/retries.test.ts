import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { type Ended, type Trial, withTrial } from "./trial.ts";

const items = 12;
const failing = [2, 3, 5, 7, 11];
/** How often two retries are started at the same moment: `npm run test:cli -- --starts N`. */
const starts = Number(process.env.BATCHLINE_STARTS ?? 5);

/** A job some of whose items fail until the file `fixed` exists; each success is an effect in `log.txt`. */
function writeJob(trial: Trial, whenFixed = "", more: object = {}): void {
	const body = `
		const isFixed = existsSync(${JSON.stringify(trial.file("fixed"))});
		if (${JSON.stringify(failing)}.includes(n) && !isFixed) throw new Error("broken " + n);
		if (isFixed) { ${whenFixed} }
		log(n);
		return n;`;
	trial.writeJob(items, body, { retry: { attempts: 1 }, output: { jsonl: "out.jsonl", order: "completion" }, ...more });
	trial.write("work.mjs", `import { existsSync } from "node:fs";\n${trial.read("work.mjs")}`);
}

async function runBroken(trial: Trial): Promise<string> {
	const ended = await trial.run("run", "trial.batch.json", "--quiet");
	assert.equal(ended.code, 1, ended.stderr);
	trial.write("fixed", "");
	return trial.runs[0] ?? "";
}

/** Each item has had one effect, and has one line, of success. */
function assertOnce(trial: Trial): void {
	assert.deepEqual(sorted(trial.lines("log.txt").map(Number)), [...Array(items).keys()]);
	assertLines(trial, () => "succeeded");
}

/** Each item has one line, in the output and in the first run. */
function assertLines(trial: Trial, outcomeOf: (index: number) => string): void {
	for (const file of ["out.jsonl", `.batchline/runs/${trial.runs[0]}/results.jsonl`]) {
		const lines = trial.records(file).map(({ index, outcome }) => [Number(index), outcome] as const);
		assert.deepEqual(
			lines.sort(([a], [b]) => a - b),
			Array.from({ length: items }, (_, index) => [index, outcomeOf(index)]),
			file,
		);
	}
}

function assertNothingLeft({ code, stderr }: Ended): void {
	assert.equal(code, 0, stderr);
	assert.match(stderr, /^There is nothing left to retry of run /);
}

const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe("Retries of one run", () => {
	it(
		"run each failed item once, also when one is given again, and after it was deleted",
		withTrial(async (trial) => {
			writeJob(trial);
			const runId = await runBroken(trial);
			assertLines(trial, (index) => (failing.includes(index) ? "failed" : "succeeded"));
			const first = await trial.run("retry", runId);
			assert.equal(first.code, 0, first.stderr);
			assertOnce(trial);
			assertNothingLeft(await trial.run("retry", runId));
			const again = await trial.run("retry", runId, "--json");
			assertNothingLeft(again);
			assert.equal(JSON.parse(again.stdout).succeeded, items);
			rmSync(trial.file(`.batchline/runs/${trial.runs[1]}`), { recursive: true });
			assert.match((await trial.run("retry", runId)).stderr, /nothing to try again/);
			assertOnce(trial);
			const shown = JSON.parse((await trial.run("show", runId, "--json")).stdout);
			assert.deepEqual([shown.state, shown.succeeded, shown.failed], ["completed", items, 0]);
		}),
	);

	it(
		"try again what has failed again, and leave each item its last outcome",
		withTrial(async (trial) => {
			writeJob(trial, "if (n === 5 && !existsSync('mended')) throw new Error('still broken');");
			const runId = await runBroken(trial);
			assert.equal((await trial.run("retry", runId)).code, 1);
			assertLines(trial, (index) => (index === 5 ? "failed" : "succeeded"));
			const [failed] = trial.records("out.jsonl").filter(({ outcome }) => outcome === "failed");
			assert.equal(failed?.error, "still broken");
			assert.match((await trial.run("failed", runId)).stdout, /^5 .*still broken\n(?! *\d)/);
			trial.write("mended", "");
			const second = await trial.run("retry", runId, "--json");
			assert.deepEqual([second.code, JSON.parse(second.stdout).total], [0, 1]);
			// The first retry knows, too, that its item is settled.
			assertNothingLeft(await trial.run("retry", trial.runs[1] ?? ""));
			assertOnce(trial);
		}),
	);

	it(
		"of a part of the items leave the lines of the others",
		withTrial(async (trial) => {
			trial.writeJob(
				6,
				"if (n === 1) throw new Error('odd'); if (n === 4) throw new TypeError('bad'); log(n); return n;",
				{ retry: { attempts: 1 }, output: { jsonl: "out.jsonl", order: "completion" } },
			);
			await trial.run("run", "trial.batch.json");
			trial.write("work.mjs", "export default ({ n }) => n;");
			const { code, stderr } = await trial.run("retry", trial.runs[0] ?? "", "--category", "retry");
			assert.equal(code, 0, stderr);
			const lines = trial.records("out.jsonl").map(({ index, outcome }) => `${index} ${outcome}`);
			assert.deepEqual(
				lines.sort(),
				[0, 1, 2, 3, 4, 5].map((n) => `${n} ${n === 4 ? "failed" : "succeeded"}`),
			);
			assert.equal((await trial.run("retry", trial.runs[0] ?? "", "--json")).code, 0);
			assert.equal(new Set(trial.records("out.jsonl").map(({ index }) => index)).size, trial.lines("out.jsonl").length);
		}),
	);

	it(
		"go on after a kill by the same command",
		withTrial(async (trial) => {
			const hold = "if (n === 5 && !existsSync('go')) { console.log('held'); await new Promise(() => {}); }";
			writeJob(trial, hold, { concurrency: 1 });
			const runId = await runBroken(trial);
			const killed = trial.start(["retry", runId]);
			await killed.says("held");
			killed.kill("SIGKILL");
			await once(killed.process, "exit");
			trial.write("go", "");
			const other = await trial.run("retry", runId, "--category", "retry");
			assert.equal(other.code, 2, other.stderr);
			assert.match(other.stderr, /was cut short/);
			const resumed = await trial.run("retry", runId, "--json");
			assert.equal(resumed.code, 0, resumed.stderr);
			assert.equal(trial.runs.length, 2);
			assert.equal(JSON.parse(resumed.stdout).runId, trial.runs[1]);
			assertLines(trial, () => "succeeded");
			const effects = sorted(trial.lines("log.txt").map(Number));
			assert.deepEqual([...new Set(effects)], [...Array(items).keys()]);
			// What the last 100 ms before the kill had done is in doubt, and done again: at most what came before it.
			for (const n of [5, 7, 11]) assert.equal(effects.filter((effect) => effect === n).length, 1, `item ${n}`);
			assertNothingLeft(await trial.run("retry", runId));
		}),
	);

	it(
		"with corrected items go on after a kill with the same file only",
		withTrial(async (trial) => {
			const hold = "if (n === 50 && !existsSync('go')) { console.log('held'); await new Promise(() => {}); }";
			writeJob(trial, hold, { concurrency: 1 });
			const runId = await runBroken(trial);
			const line = (index: number) => JSON.stringify({ index, key: String(index), value: { n: index * 10 } });
			trial.write("fixed.jsonl", `${line(5)}\n${line(7)}\n`);
			const killed = trial.start(["retry", runId, "--items", "fixed.jsonl"]);
			await killed.says("held");
			killed.kill("SIGKILL");
			await once(killed.process, "exit");
			trial.write("go", "");
			trial.write("other.jsonl", `${line(5)}\n`);
			for (const args of [[], ["--items", "other.jsonl"]]) {
				const other = await trial.run("retry", runId, ...args);
				assert.equal(other.code, 2, other.stderr);
				assert.match(other.stderr, /--items FILE`, with the file that it had\./);
			}
			const resumed = await trial.run("retry", runId, "--items", "fixed.jsonl", "--json");
			assert.equal(resumed.code, 0, resumed.stderr);
			assert.equal(JSON.parse(resumed.stdout).total, 2);
			assert.deepEqual(trial.lines("log.txt").slice(-2), ["50", "70"]);
			assertLines(trial, (index) => ([2, 3, 11].includes(index) ? "failed" : "succeeded"));
		}),
	);

	it(
		"are refused while another one is under way",
		withTrial(async (trial) => {
			const hold =
				"if (n === 5 && !existsSync('go')) { console.log('held'); await sleep(60_000, undefined, context); }";
			writeJob(trial, hold, { concurrency: 1 });
			const runId = await runBroken(trial);
			const first = trial.start(["retry", runId]);
			await first.says("held");
			const active = trial.runs[1] ?? "";
			for (const args of [
				["retry", runId],
				["retry", active],
			]) {
				const second = await trial.run(...args);
				assert.equal(second.code, 2, second.stderr);
				assert.match(second.stderr, new RegExp(active));
			}
			first.kill("SIGTERM");
			assert.equal((await first.ended).code, 143);
			assert.equal(trial.runs.length, 2);
		}),
	);

	it(
		`do each item once when two are started at the same moment, ${starts} times`,
		withTrial(async (trial) => {
			for (let time = 0; time < starts; time++) {
				for (const name of [".batchline", "fixed", "log.txt", "out.jsonl"]) {
					rmSync(trial.file(name), { recursive: true, force: true });
				}
				writeJob(trial);
				const runId = await runBroken(trial);
				const ended = await Promise.all([0, 1].map(() => trial.run("retry", runId, "--quiet")));
				const codes = ended.map(({ code }) => code).sort();
				const texts = ended.map(({ stderr }) => stderr).join("\n");
				assert.ok(codes[0] === 0 && (codes[1] === 0 || codes[1] === 2), texts);
				assertOnce(trial);
				assert.equal(trial.runs.length, 2, texts);
			}
		}),
	).timeout(60_000 + starts * 120_000);
});
