import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "csv-parse/sync";
import { type Trial, withTrial } from "./trial.ts";

const job = { retry: { attempts: 1 }, halt: { firstFailures: 0 } };

/** Runs a job whose items all fail. */
async function runFailing(trial: Trial, run: object, values: readonly unknown[] = ["a"]): Promise<string> {
	trial.write("trial.batch.json", { ...job, items: { values }, run });
	const { code, stderr } = await trial.run("run", "trial.batch.json", "--quiet");
	assert.equal(code, 1, stderr);
	return trial.runs.at(-1) ?? "";
}

async function failedLines(trial: Trial, runId: string): Promise<readonly Record<string, unknown>[]> {
	const { stdout } = await trial.run("failed", runId, "--jsonl");
	return stdout
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
}

describe("batchline failed", () => {
	it(
		"shows what a server has answered, as does the report and the summary",
		withTrial(async (trial) => {
			const body = `{\n  "error": "IBAN is of no known bank",\n  "hint": "\u001b[2J| <b>${"x".repeat(2_000)}",\n  "trace": "e-17"\n}`;
			const server = createServer((_, response) => response.writeHead(500).end(body)).listen(0, "127.0.0.1");
			try {
				await once(server, "listening");
				const { port } = server.address() as AddressInfo;
				const run = { http: { method: "POST", url: `http://127.0.0.1:${port}/{{ item }}` } };
				const runId = await runFailing(trial, run);
				const [head, ...words] = (await trial.run("failed", runId)).stdout.trimEnd().split("\n");
				assert.match(head ?? "", /answered 500 Internal Server Error\.$/);
				const hint = `      "hint": "| <b>${"x".repeat(2_000)}",`;
				assert.deepEqual(words, [
					"    {",
					'      "error": "IBAN is of no known bank",',
					hint,
					'      "trace": "e-17"',
					"    }",
				]);
				assert.equal((await failedLines(trial, runId))[0]?.detail, body);
				const shown = JSON.parse((await trial.run("show", runId, "--json")).stdout);
				assert.equal(shown.failedItems[0].detail, body);
				const report = JSON.parse(trial.read(`.batchline/runs/${runId}/report.json`));
				assert.equal(report.failedItems[0].detail, body);
				const markdown = trial.read(`.batchline/runs/${runId}/report.md`);
				assert.match(markdown, /IBAN is of no known bank.*&lt;b&gt;x+….*\| 1 \|$/m);
			} finally {
				server.close();
			}
		}),
	);

	it(
		"shows the end of what a program has written, and not the secrets in it",
		withTrial(async (trial) => {
			trial.write(
				"work.mjs",
				"console.error('disk is full\\ntoken ' + process.argv[2] + '\\nsee the log'); process.exit(3);",
			);
			trial.write("trial.batch.json", {
				...job,
				items: { values: ["a"] },
				run: { command: [process.execPath, "work.mjs", "${secret:key}"] },
			});
			const env = { BATCHLINE_SECRET_KEY: "s3cr3t-value" };
			const { code, stderr } = await trial.start(["run", "trial.batch.json"], { env }).ended;
			assert.equal(code, 1, stderr);
			const { stdout } = await trial.run("failed", trial.runs[0] ?? "");
			assert.match(stdout, /exited with 3: see the log\n {4}disk is full\n {4}token \S+\n$/);
			assert.doesNotMatch(stdout, /s3cr3t/);
		}),
	);

	it(
		"writes a table with the items' own columns and all their digits",
		withTrial(async (trial) => {
			const rows = [
				{ id: "007", note: 'says "no",\r\ntwice', code: "x;1" },
				{ id: "8", more: [1, null], note: "=1+1" },
			];
			trial.write(
				"rows.jsonl",
				`${rows.map((row) => JSON.stringify(row)).join("\n")}\n{"id":12345678901234567890.10}\n"plain"\n`,
			);
			trial.write(
				"work.mjs",
				"export default () => { throw Object.assign(new Error('a, \"b\"'), { code: 'E_ODD' }); };",
			);
			trial.write("trial.batch.json", { ...job, items: { jsonl: "rows.jsonl" }, run: { module: "work.mjs" } });
			await trial.run("run", "trial.batch.json", "--quiet");
			const { code, stdout, stderr } = await trial.run("failed", trial.runs[0] ?? "", "--csv");
			assert.deepEqual([code, stderr], [0, ""]);
			assert.match(stdout, /^id,note,code,more,value,outcome,category,failure code,message,attempts,index,key\r\n/);
			assert.match(stdout, /\r\n$/);
			const told = (at: string) => ["failed", "retry", "E_ODD", 'a, "b"', "1", at, at];
			assert.deepEqual(parse(stdout).slice(1), [
				["007", 'says "no",\r\ntwice', "x;1", "", "", ...told("0")],
				["8", "=1+1", "", "[1,null]", "", ...told("1")],
				["12345678901234567890.10", "", "", "", "", ...told("2")],
				["", "", "", "", "plain", ...told("3")],
			]);
			assert.equal((await trial.run("failed", trial.runs[0] ?? "", "--csv", "--jsonl")).code, 2);
		}),
	);

	it(
		"shows the place in the user's module",
		withTrial(async (trial) => {
			trial.write("check.mjs", "export const check = (text) => {\n\tthrow new RangeError('no ' + text);\n};");
			trial.write("work.mjs", "import { check } from './check.mjs';\nexport default (text) => check(text);");
			const runId = await runFailing(trial, { module: "work.mjs" });
			const { stdout } = await trial.run("failed", runId);
			assert.match(stdout, /^0 +no a\n {4} +at check \(file:.*check\.mjs:2:8\)\n/);
			assert.match(trial.read(`.batchline/runs/${runId}/report.md`), /\| no a \| at check\.mjs:2:8 \| 1 \|$/m);
		}),
	);
});
