import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import { parse } from "csv-parse/sync";
import { ExactNumber } from "../../../src/base/exactNumber.ts";
import { type ResultsOptions, resultsCommand } from "../../../src/cli/commands/resultsCommand.ts";
import { displayWidth } from "../../../src/cli/terminal/displayWidth.ts";
import { Output } from "../../../src/cli/terminal/output.ts";
import { Terminal } from "../../../src/cli/terminal/terminal.ts";
import { TrialRun } from "../store/results/trialRun.ts";

/** Collects what is written. */
function collecting(columns?: number): { readonly stream: WriteStream; readonly text: () => string } {
	let text = "";
	const stream = new Writable({
		write(chunk, _encoding, done) {
			text += chunk;
			done();
		},
	});
	return { stream: Object.assign(stream, { isTTY: columns !== undefined, columns }) as never, text: () => text };
}

describe("batchline results", () => {
	const stateDir = mkdtempSync(join(tmpdir(), "batchline-results-"));
	after(() => rmSync(stateDir, { recursive: true, force: true }));

	before(() => {
		mkdirSync(join(stateDir, "runs"));
		const run = new TrialRun(join(stateDir, "runs", "20261123-140501-7k3f"));
		const valueAt = (index: number) => ({
			name: index === 2 ? 'Zoë, "Z"\u009b2J' : `n${index}`,
			price: new ExactNumber("19.90"),
		});
		run.succeed([2, 0], valueAt, (index) => ({ id: 100 + index, tags: ["a"], note: "long ".repeat(30) }));
		run.fail([1], "rejected");
		run.close();
		const many = new TrialRun(join(stateDir, "runs", "20261123-140501-8k3f"));
		const numbers = Array.from({ length: 1_005 }, (_, index) => index);
		many.succeed(numbers, String, () => "ok");
		many.close();
	});

	async function printed(id: string, options: ResultsOptions, columns?: number): Promise<readonly [string, string]> {
		const [out, said] = [collecting(columns), collecting()];
		const host = { output: new Output(out.stream), terminal: new Terminal(said.stream, {}) };
		assert.equal(await resultsCommand(id, { stateDir, ...options }, host), 0);
		return [out.text(), said.text()];
	}

	it("are CSV in a pipe: what went in and what came out, in the order of the items, with all digits", async () => {
		const [csv, said] = await printed("20261123-140501-7", {});
		const rows = parse(csv, { columns: true }) as Record<string, string>[];
		assert.equal(said, "");
		assert.deepEqual(
			rows.map(({ name, price, id, tags, outcome, error }) => [name, price, id, tags, outcome, error]),
			[
				["n0", "19.90", "100", '["a"]', "succeeded", ""],
				["", "", "", "", "skipped", "HTTP 500"],
				['Zoë, "Z"\u009b2J', "19.90", "102", '["a"]', "succeeded", ""],
			],
		);
	});

	it("are lines of JSON where these are asked for, of some outcomes only", async () => {
		const [jsonl] = await printed("20261123-140501-7", { jsonl: true });
		const lines = jsonl.trimEnd().split("\n");
		assert.match(lines[2] ?? "", /^\{"index":2,"key":"k2","value":\{"name":"Zoë, \\"Z\\"\\u009b2J","price":19\.90\},/);
		const [some] = await printed("20261123-140501-7", { jsonl: true, outcome: ["rejected", "failed"] });
		assert.deepEqual(some, `${lines[1]}\n`);
		const [none, said] = await printed("20261123-140501-7", { jsonl: true, outcome: ["failed"] });
		assert.deepEqual([none, said], ["", "No item of the run is failed.\n"]);
	});

	it("are a table on a terminal that fits, with what became of each item", async () => {
		for (const columns of [200, 80, 46]) {
			const [table] = await printed("20261123-140501-7", {}, columns);
			const lines = table.trimEnd().split("\n");
			assert.equal(lines.length, 4);
			assert.ok(
				lines.every((line) => displayWidth(line) <= columns),
				table,
			);
			assert.match(table, /^# .*outcome +error\n0 .* succeeded\n1 .*skipped +HTTP 500\n2 +Zoë, "Z"/);
			assert.doesNotMatch(table, /\u009b/);
		}
	});

	it("say what a narrow terminal does not show, and how to get all of it", async () => {
		const [narrow, said] = await printed("20261123-140501-7", {}, 30);
		assert.match(narrow, /^# +outcome +error\n0 +succeeded\n/);
		assert.match(
			said,
			/^\d columns did not fit: .*note.*\nAll of it as CSV: .* results 20261123-140501-7 .*> results\.csv\n/,
		);
		const [first, told] = await printed("last", {}, 80);
		assert.equal(first.trimEnd().split("\n").length, 1_001);
		assert.match(told, /^The first 1,000 items of 1,005 items\.\nAll of it as CSV: .* results last .*> results\.csv\n/);
	});
});
