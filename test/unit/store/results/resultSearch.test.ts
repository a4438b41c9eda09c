import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runFolderAt } from "../../../../src/store/files/runFolder.ts";
import { type ResultFilter, ResultSearch } from "../../../../src/store/results/resultSearch.ts";
import { ResultTable } from "../../../../src/store/results/resultTable.ts";
import { trialFolder } from "../trialFolder.ts";
import { TrialRun } from "./trialRun.ts";

describe("a search of results", () => {
	const folder = trialFolder();
	let run: TrialRun;
	let table: ResultTable;

	beforeEach(() => {
		run = new TrialRun(join(folder(), "run"));
		const numbers = Array.from({ length: 9_000 }, (_, index) => 8_999 - index).filter((index) => index % 1_000 !== 5);
		run.succeed(
			numbers,
			(index) => ({ name: index === 4_321 ? 'Żółć "quoted"' : "n" }),
			(index) => (index % 4_000 === 7 ? "The NEEDLE" : index),
		);
		run.fail([5, 1_005], "failed");
		run.fail([2_005, 9_500], "rejected");
		table = ResultTable.open(join(folder(), "run"));
	});

	afterEach(() => {
		table.dispose();
		run.close();
	});

	async function found(filter: ResultFilter): Promise<readonly number[]> {
		const search = new ResultSearch(table, folder(), filter);
		await search.ended;
		assert.deepEqual([search.isDone, search.problem, search.share], [true, undefined, 1]);
		const indices: number[] = [];
		for (let from = 0; from < search.count; from += 700) {
			for (const row of await search.rows(from, 700)) indices.push(row?.index ?? -1);
		}
		search.dispose();
		return indices;
	}

	it("finds every item with an outcome, in the order of the source, where nothing is left out", async () => {
		const all = run.rows("source").map(({ index }) => index);
		assert.deepEqual(await found({ text: "" }), all);
	});

	it("finds by outcome, by category, and by text in value, result and error, whatever the case", async () => {
		assert.deepEqual(await found({ text: "", outcomes: ["failed", "interrupted"] }), [5, 1_005]);
		assert.deepEqual(await found({ text: "", category: "retry" }), [5, 1_005, 2_005, 9_500]);
		assert.deepEqual(await found({ text: "", category: "fatal" }), []);
		assert.deepEqual(await found({ text: "needle" }), [7, 4_007, 8_007]);
		assert.deepEqual(await found({ text: 'żóŁć "QUOTED"' }), [4_321]);
		assert.deepEqual(await found({ text: "http 500" }), [5, 1_005, 2_005, 9_500]);
		assert.deepEqual(await found({ text: "http 500", outcomes: ["rejected", "succeeded"] }), [2_005, 9_500]);
		assert.deepEqual(await found({ text: "k4321" }), [4_321]);
		// What is only in every line's own words is nowhere.
		assert.deepEqual(await found({ text: "outcome" }), []);
	});

	it("can be cancelled, and keeps what it has found", async () => {
		const search = new ResultSearch(table, folder(), { text: "n" });
		while (search.count === 0) await new Promise(setImmediate);
		search.cancel();
		await search.ended;
		assert.ok(search.isDone && search.share < 1 && search.count < 9_000, `${search.share} ${search.count}`);
		assert.equal((await search.rows(0, 1))[0]?.index, 0);
		search.dispose();
	});

	it("says why it broke off", async () => {
		const { results } = runFolderAt(join(folder(), "run"));
		writeFileSync(results, readFileSync(results, "utf8").replace("NEEDLE", "needle"));
		const search = new ResultSearch(table, folder(), { text: "" });
		await search.ended;
		assert.match(search.problem ?? "", /results\.jsonl: The .* have been changed since/);
		search.dispose();
	});
});
