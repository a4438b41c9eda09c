import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { type Trial, withTrial } from "./trial.ts";

const cli = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
/** The `script` of util-linux; others have other options. */
const hasScript = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");

/** Node.js derives the number of colors from these. The tests may run on a CI server themselves. */
const colorVariables = ["NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS", "COLORTERM", "CI", "TF_BUILD", "TMUX"];

const escapeCharacter = "\x1b";
/** Erases the live line. */
const erasing = `\r${escapeCharacter}[J`;

/** Runs the trial's job on a terminal. @returns what the terminal was sent, and how the command ended */
async function onTerminal(trial: Trial, columns: number, env: NodeJS.ProcessEnv = {}) {
	const command = `stty cols ${columns}; "${process.execPath}" "${cli}" run trial.batch.json --fresh; echo "exit $?"`;
	const running = trial.spawn("script", ["-qec", command, "/dev/null"], {
		env: { TERM: "xterm-256color", ...Object.fromEntries(colorVariables.map((name) => [name, undefined])), ...env },
	});
	const { stdout } = await running.ended;
	const drawn = stdout.split(erasing).map((piece) => piece.split("\r")[0] ?? "");
	return { stdout, drawn: drawn.filter((line) => line.includes("%")), code: Number(/exit (\d+)/.exec(stdout)?.[1]) };
}

/** 200 of them take two seconds, four at a time: the time left is shown after one. */
const work = "await sleep(40); if (n === 60) console.log('hello'); if (n % 50 === 49) throw new Error('no'); return n;";

describe("The live line", () => {
	before(function () {
		if (hasScript) return;
		console.log("\tNOT TESTED HERE: there is no `script` of util-linux to make a terminal with.");
		this.skip();
	});

	it(
		"shows share, counts, rate, failures and time left, at most ten times a second, and stays as it ends",
		withTrial(async (trial) => {
			trial.writeJob(200, work, { retry: { attempts: 1 } });
			const { stdout, drawn, code } = await onTerminal(trial, 120);
			assert.equal(code, 1, stdout);
			assert.match(
				stripVTControlCharacters(drawn.findLast((line) => line.includes("/s")) ?? ""),
				/^trial {2}█+░* +\d+% {2}\d+ of 200 items · [\d.]+\/s · [1-4] failed/,
			);
			assert.match(stdout, / left/);
			const [, seconds = ""] = /, in ([\d.]+) s /.exec(stdout) ?? [];
			assert.ok(drawn.length > 3 && drawn.length <= 10 * (Number(seconds) + 1), `${drawn.length} in ${seconds} s`);
			// What a module prints stands on a line of its own, and so does the summary.
			assert.ok(stdout.includes(`${erasing}hello\r\n`), stdout);
			const end = stripVTControlCharacters(stdout.slice(stdout.lastIndexOf(erasing)));
			assert.match(end, /^\r?trial {2}█{24} +100% {2}200 of 200 items · 4 failed\r\ntrial is done: 196 of 200 items/);
		}),
	);

	it(
		"is no wider than the terminal",
		withTrial(async (trial) => {
			trial.writeJob(200, work, { retry: { attempts: 1 }, name: "名前の長いジョブ with a name that is far too long" });
			for (const columns of [70, 40, 20]) {
				const { drawn } = await onTerminal(trial, columns);
				assert.ok(drawn.length > 3);
				for (const line of drawn) {
					const text = stripVTControlCharacters(line).split("\n")[0] ?? "";
					const width = [...text].reduce((sum, character) => sum + (/[\u3000-\u9fff]/.test(character) ? 2 : 1), 0);
					assert.ok(width < columns, `${width} of ${columns} columns: ${text}`);
				}
			}
		}),
	);

	it(
		"has no colors where they are not wanted, and is not shown on a terminal that cannot draw it",
		withTrial(async (trial) => {
			trial.writeJob(100, work, { retry: { attempts: 1 } });
			assert.ok((await onTerminal(trial, 100)).stdout.includes(`${escapeCharacter}[36m`));
			const colorless = await onTerminal(trial, 100, { NO_COLOR: "1" });
			assert.ok(colorless.drawn.length > 3 && !colorless.drawn.join("").includes(escapeCharacter), colorless.stdout);
			const dumb = await onTerminal(trial, 100, { TERM: "dumb" });
			assert.ok(!dumb.stdout.includes(escapeCharacter), dumb.stdout);
			assert.match(dumb.stdout, /trial is done/);
		}),
	);
});

describe("Standard error", () => {
	it(
		"may be closed during a run, which changes nothing about it",
		withTrial(async (trial) => {
			trial.writeJob(300, "if (n === 5) console.log('going'); await sleep(5); console.log(n); return n;");
			const running = trial.start(["run", "trial.batch.json", "--json"]);
			await running.says("going");
			running.process.stderr.destroy();
			const { code, stdout } = await running.ended;
			assert.equal(code, 0);
			assert.equal(JSON.parse(stdout).succeeded, 300);
		}),
	);
});
