import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { type Trial, withTrial } from "./trial.ts";

describe("A retry's values", () => {
	const work =
		"export default (row) => { if (!row.to.startsWith('ok')) throw new Error('to ' + row.to); return row.to; };";

	async function runTable(trial: Trial, rows: string, more: object = {}): Promise<string> {
		trial.write("table.csv", rows);
		trial.write("work.mjs", work);
		const job = { items: { csv: "table.csv" }, run: { module: "work.mjs" }, retry: { attempts: 1 }, ...more };
		trial.write("trial.batch.json", job);
		assert.equal((await trial.run("run", "trial.batch.json", "--quiet")).code, 1);
		return trial.runs[0] ?? "";
	}

	const resultsOf = (trial: Trial) =>
		trial.records(`.batchline/runs/${trial.runs[0]}/results.jsonl`).map(({ index, result }) => `${index} ${result}`);

	it(
		"are those that the source has now, found by their keys, also at another place",
		withTrial(async (trial) => {
			const runId = await runTable(trial, "id,to\na,ok1\nb,x\nc,y\n", { key: "{{ item.id }}" });
			trial.write("table.csv", "id,to\nc,ok3\na,ok1\nnew,ok4\nb,ok2\n");
			const { code, stderr } = await trial.run("retry", runId);
			assert.equal(code, 0, stderr);
			assert.match(stderr, /^2 items have other values now, which will be used\.$/m);
			assert.deepEqual(resultsOf(trial), ["0 ok1", "1 ok2", "2 ok3"]);
		}),
	);

	it(
		"are found by their place only while the source has as many items; --as-it-ran takes none of it",
		withTrial(async (trial) => {
			const runId = await runTable(trial, "to\nok1\nx\n");
			trial.write("table.csv", "to\nok0\nok1\nok2\n");
			const moved = await trial.run("retry", runId);
			assert.equal(moved.code, 1, moved.stderr);
			assert.match(moved.stderr, /^The values that 1 item had are used/m);
			trial.write("table.csv", "to\nok1\nok2\n");
			const asItRan = await trial.run("retry", runId, "--as-it-ran");
			assert.equal(asItRan.code, 1);
			assert.doesNotMatch(asItRan.stderr, /value/);
			const { code, stderr } = await trial.run("retry", runId);
			assert.equal(code, 0, stderr);
			assert.match(stderr, /^1 item has another value now, which will be used\.$/m);
			assert.deepEqual(resultsOf(trial), ["0 ok1", "1 ok2"]);
		}),
	);

	it(
		"are those of a file with corrected lines, and only its items are tried again",
		withTrial(async (trial) => {
			const runId = await runTable(trial, "id,to\na,ok1\nb,x\nc,y\nd,z\n", { key: "{{ item.id }}" });
			const lines = (await trial.run("failed", runId, "--jsonl")).stdout.split("\n");
			// The source has other values by now, which are not taken.
			trial.write("table.csv", "id,to\na,ok1\nb,ok7\nc,ok8\nd,ok9\n");
			trial.write("work.mjs", work.replace("row.to;", "({ ...row, n: String(row.n) });"));
			const big = '{"id":"c","to":"ok \u2028","n":12345678901234567890,"p":1.50}';
			const corrected = [lines[0]?.replace('"x"', '"ok2"'), "", lines[1]?.replace('{"id":"c","to":"y"}', big)];
			trial.write("fixed.jsonl", `\uFEFF${corrected.join("\r\n")}`);
			const { code, stderr } = await trial.run("retry", runId, "--items", "fixed.jsonl");
			assert.equal(code, 0, stderr);
			const results = trial.read(`.batchline/runs/${runId}/results.jsonl`);
			assert.match(results, /"index":1,.*"result":\{"id":"b","to":"ok2","n":"undefined"\}/);
			assert.match(results, /"index":2,.*"to":"ok \u2028","n":"12345678901234567890","p":1\.5\}/s);
			assert.match((await trial.run("failed", runId)).stdout, /^3 +d .*to z\n/);
			// What is settled is not tried again, whatever the file says.
			const again = await trial.run("retry", runId, "--items", "fixed.jsonl");
			assert.equal(again.code, 2, again.stderr);
			assert.match(again.stderr, /fixed\.jsonl:1: Item 1 with the key "b" is no failed item of run /);
		}),
	);

	it(
		"are refused with the line where a file does not fit the run",
		withTrial(async (trial) => {
			const runId = await runTable(trial, "to\nok1\nx\ny\n");
			const good = '{"index":1,"key":"1","value":{"to":"ok2"}}';
			for (const [content, problem] of [
				[`${good}\n{"index":0,"key":"0","value":{"to":"ok"}}\n`, /f\.jsonl:2: Item 0 is no failed item of run /],
				[`${good}\n\n{"index":2,"key":"two","value":{}}`, /f\.jsonl:3: Item 2 with the key "two" is no failed item/],
				[`${good}\n${good}\n`, /f\.jsonl:2: Item 1 stands in line 1, too\./],
				[`${good}\n{"index":2,"key":"2"}\n`, /f\.jsonl:2: Expected an object with "index", "key" and "value"\./],
				[`null\n`, /f\.jsonl:1: Expected an object/],
				[`${good}\n{"index":2,\n`, /f\.jsonl:2: The line is not JSON/],
				["\n", /f\.jsonl: The file has no items\./],
			] as const) {
				trial.write("f.jsonl", content);
				const { code, stderr } = await trial.run("retry", runId, "--items", "f.jsonl");
				assert.equal(code, 2, stderr);
				assert.match(stderr, problem);
			}
			assert.match(
				(await trial.run("retry", runId, "--items", "none.jsonl")).stderr,
				/none\.jsonl: There is no such file\./,
			);
			assert.equal(trial.runs.length, 1);
		}),
	);

	it(
		"stay what they were where the source is gone; the job is the one that its file has now",
		withTrial(async (trial) => {
			const runId = await runTable(trial, "id,to\na,ok1\nb,x\n", { key: "{{ item.id }}" });
			rmSync(trial.file("table.csv"));
			trial.write("other.mjs", "export default (row, { options }) => `${row.to} ${options.how}`;");
			const job = JSON.parse(trial.read("trial.batch.json"));
			const run = { module: { path: "other.mjs", options: { how: "${input:how}" } } };
			trial.write("trial.batch.json", { ...job, inputs: { how: {} }, run });
			const retry = (...more: string[]) => trial.run("retry", runId, "--set", "how=mended", ...more);
			const dry = await retry("--dry-run", "--json");
			assert.equal(dry.code, 0, dry.stderr);
			const { index, value } = JSON.parse(dry.stdout);
			assert.deepEqual([index, value], [1, { id: "b", to: "x" }]);
			const { code, stderr } = await retry();
			assert.equal(code, 0, stderr);
			for (const said of [dry.stderr, stderr]) {
				assert.match(said, /^The items cannot be read any more/m);
				assert.match(said, /^The job has changed since: its new "run", "inputs" will be used\.$/m);
			}
			assert.deepEqual(resultsOf(trial), ["0 ok1", "1 x mended"]);
		}),
	);
});
