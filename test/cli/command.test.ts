import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../eventually.ts";
import { isAlive } from "../isAlive.ts";
import { withTrial } from "./trial.ts";

const hostile = ["$(touch pwned)", "'; touch pwned; '", "two\nlines", "-rf", "`touch pwned`", '"; touch pwned; "', ""];
/** Prints the arguments that it gets. */
const show = "process.stdout.write(JSON.stringify(process.argv.slice(2)))";

describe("A job that runs commands", () => {
	it(
		"is refused where its program is not installed, and halts at once where that shows only later",
		withTrial(async (trial) => {
			const job = { items: { jsonl: "items.jsonl" }, run: { command: ["no-such-program", "{{ item.n }}"] } };
			trial.writeItems(5_000);
			trial.write("trial.batch.json", job);
			const refused = await trial.run("run", "trial.batch.json");
			assert.equal(refused.code, 2);
			assert.match(refused.stderr, /^trial\.batch\.json:1:\d+: .*no-such-program.*not installed/);
			assert.deepEqual(trial.runs, []);
			trial.write("trial.batch.json", { ...job, run: { command: "no-such-program {{ item.n }}" } });
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--json");
			assert.equal(code, 3, stderr);
			const { state, failed, retries } = JSON.parse(stdout);
			assert.equal(state, "halted");
			assert.ok(failed >= 1 && failed <= 4 && retries === 0, `${failed} failed after ${retries} retries.`);
			assert.match(stderr, /not installed/);
		}),
	);

	it(
		"passes values on as they are, with a shell and without",
		withTrial(async (trial) => {
			trial.write("show.cjs", show);
			trial.write("values.jsonl", hostile.map((value) => `${JSON.stringify({ value })}\n`).join(""));
			const list = [process.execPath, "show.cjs", "{{ item.value }}"];
			const line = `"${process.execPath}" show.cjs {{ item.value }}`;
			for (const command of [list, line]) {
				trial.write("trial.batch.json", {
					items: { jsonl: "values.jsonl" },
					run: { command },
					output: { jsonl: "out.jsonl" },
				});
				const { code, stderr } = await trial.run("run", "trial.batch.json", "--fresh");
				assert.equal(code, 0, stderr);
				const shown = new Map(
					trial.records("out.jsonl").map(({ index, result }) => [index, result as { stdout: string }]),
				);
				for (const [index, value] of hostile.entries()) {
					assert.deepEqual(JSON.parse(shown.get(index)?.stdout ?? ""), [value]);
				}
				assert.ok(!existsSync(trial.file("pwned")));
			}
		}),
	);

	it(
		"is refused before anything runs where a value in its line could become code, unless the job trusts it",
		withTrial(async (trial) => {
			trial.write("values.jsonl", '{"value":"true; touch pwned"}\n');
			const line = "touch begun; echo {{ item.value }} | sh";
			const job = { items: { jsonl: "values.jsonl" }, run: { command: line } };
			trial.write("trial.batch.json", job);
			for (const more of [[], ["--dry-run"]]) {
				const { code, stderr } = await trial.run("run", "trial.batch.json", ...more);
				assert.equal(code, 2);
				const column = JSON.stringify(job).indexOf('sh"}') + 1;
				assert.match(
					stderr,
					new RegExp(`^trial\\.batch\\.json:1:${column}: .*sh, which runs what it reads.*A list runs`),
				);
			}
			assert.ok(!existsSync(trial.file("begun")));
			trial.write("trial.batch.json", { ...job, run: { command: { run: line, shell: "trusted" } } });
			assert.equal((await trial.run("run", "trial.batch.json")).code, 0);
			assert.ok(existsSync(trial.file("pwned")));
		}),
	);

	it(
		"prints with --dry-run what would be run for every item, and runs nothing",
		withTrial(async (trial) => {
			trial.writeItems(1_500);
			const command = [process.execPath, "-e", "require('fs').writeFileSync('ran', '')", "{{ item.n }}"];
			trial.write("trial.batch.json", { items: { jsonl: "items.jsonl" }, run: { command }, key: "k{{ item.n }}" });
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--dry-run", "--json");
			assert.equal(code, 0, stderr);
			const previews = stdout
				.trimEnd()
				.split("\n")
				.map((text) => JSON.parse(text));
			assert.equal(previews.length, 1_500);
			assert.deepEqual(previews[7], { index: 7, key: "k7", value: { n: 7 }, rendered: [...command.slice(0, -1), "7"] });
			const human = await trial.run("run", "trial.batch.json", "--dry-run", "--limit=2");
			assert.equal(human.code, 0);
			assert.match(human.stdout, /^1 {2}k1\n/m);
			assert.doesNotMatch(human.stdout, /k2/);
			assert.ok(!existsSync(trial.file("ran")));
			assert.deepEqual(trial.runs, []);
		}),
	);

	it(
		"leaves no program behind, even one that ignores signals",
		withTrial(async (trial) => {
			const stubborn = `for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
				require("fs").writeFileSync("pid", String(process.pid)); setInterval(() => undefined, 1_000);`;
			trial.write("stubborn.cjs", stubborn);
			trial.write("trial.batch.json", {
				items: { values: [1] },
				run: { command: [process.execPath, "stubborn.cjs"] },
			});
			const running = trial.start(["run", "trial.batch.json"]);
			while (!existsSync(trial.file("pid")) || trial.read("pid") === "") await sleep(20);
			const pid = Number(trial.read("pid"));
			const again = setInterval(() => running.kill("SIGINT"), 100);
			const { code, stderr } = await running.ended.finally(() => clearInterval(again));
			assert.equal(code, 130, stderr);
			await eventually(() => assert.ok(!isAlive(pid)));
		}),
	);
});
