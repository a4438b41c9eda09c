import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { startRun } from "../../../../src/job/launch/launch.ts";
import { selectionItems } from "../../../../src/job/launch/selectionItems.ts";
import type { ResultRow } from "../../../../src/store/results/resultRow.ts";
import { ResultTable } from "../../../../src/store/results/resultTable.ts";
import { copyText } from "../../../../src/vscode/results/copyTexts.ts";
import { writeResults } from "../../../../src/vscode/results/resultFiles.ts";
import { ResultTexts } from "../../../../src/vscode/results/resultTexts.ts";
import { TrialFolder } from "../../job/trialJob.ts";

const selection = { text: "a|\nbad\nc\n", file: "/w/a.txt", firstLine: 4, areWholeLines: true };

describe("the results of a run over a selection", () => {
	const trial = new TrialFolder();
	let folder: string;

	before(async () => {
		trial.write(
			"work.mjs",
			"export default (text) => { if (text === 'bad') throw new TypeError('no'); return { text, n: String(2n ** 64n) }; };",
		);
		const job = trial.job({ items: { selection: "auto" }, run: { module: "work.mjs" } });
		const run = await startRun(job, { ...trial.options(), selection });
		folder = run.folder;
		await run.finish();
	});

	after(() => trial.dispose());

	async function rows(): Promise<readonly ResultRow[]> {
		const table = ResultTable.open(folder);
		const found: ResultRow[] = [];
		for await (const page of table.rows()) found.push(...page);
		table.dispose();
		return found;
	}

	it("are files in the order of the items, written whole or not at all", async () => {
		const csv = readFileSync(await writeResults(folder, "csv", new AbortController().signal), "utf8");
		assert.deepEqual(parse(csv), [
			["value", "text", "n", "outcome", "error"],
			["a|", "a|", "18446744073709551616", "succeeded", ""],
			["bad", "", "", "failed", "no"],
			["c", "c", "18446744073709551616", "succeeded", ""],
		]);
		const lines = readFileSync(await writeResults(folder, "jsonl", new AbortController().signal), "utf8");
		assert.deepEqual(
			lines
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line).outcome),
			["succeeded", "failed", "succeeded"],
		);
		await assert.rejects(writeResults(folder, "csv", AbortSignal.abort(new Error("stopped"))), /stopped/);
		assert.equal(readFileSync(`${folder}/results.csv`, "utf8"), csv);
		assert.deepEqual(
			readdirSync(folder).filter((name) => name.endsWith(".part")),
			[],
		);
	});

	it("are copied as what they are needed as", async () => {
		const texts = new ResultTexts({ run: { module: "work.mjs" } });
		const all = await rows();
		assert.equal(
			copyText(all, "markdown", texts),
			"| value | text | n | outcome | error |\n| --- | --- | --- | --- | --- |\n" +
				"| a\\| | a\\| | 18446744073709551616 | succeeded |  |\n| bad |  |  | failed | no |\n" +
				"| c | c | 18446744073709551616 | succeeded |  |\n",
		);
		assert.equal(copyText(all, "lines", texts).split("\n")[1], '{"text":"c","n":"18446744073709551616"}');
		assert.match(copyText(all, "json", texts), /^\[\n {2}\{\n {4}"text": "a\|",/);
		assert.match(copyText(all, "csv", texts), /^value,text,n,outcome,error\r\na\|,a\|,/);
	});

	it("are, in a text, what a program has printed, and the body of an answer", () => {
		const command = new ResultTexts({ run: { command: "x" } });
		assert.equal(command.textOf({ result: { exitCode: 0, stdout: "two\nlines\n", stderr: "" } }), "two\nlines");
		const http = new ResultTexts({ run: { http: "http://x" } });
		assert.equal(http.textOf({ result: { status: 200, body: { id: 7 } } }), '{"id":7}');
		assert.equal(http.textOf({ result: { status: 204, body: null } }), "");
	});

	it("know the lines that their items were selected in", async () => {
		const found = await selectionItems(folder, trial.options());
		assert.equal(found?.as, "lines");
		assert.deepEqual(
			found?.items.map(({ index, location }) => [index, location?.line]),
			[
				[0, 4],
				[1, 5],
				[2, 6],
			],
		);
	});
});
