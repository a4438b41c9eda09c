import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../src/base/clock.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { ResultsFeed } from "../../../src/vscode/dashboard/resultsFeed.ts";
import { TrialRun } from "../store/results/trialRun.ts";

const any = { outcome: undefined, category: undefined, text: "" };

describe("the results that a dashboard shows", () => {
	const parent = mkdtempSync(join(tmpdir(), "batchline-results-"));
	const folder = join(parent, "run");
	let run: TrialRun;
	let reader: RunReader;
	let feed: ResultsFeed;

	before(() => {
		run = new TrialRun(folder);
		run.succeed(
			Array.from({ length: 500 }, (_, at) => 500 - at),
			(index) => ({ name: `n${index}` }),
			(index) => (index === 3 ? "x".repeat(150_000) : { id: index }),
		);
		run.fail([0], "rejected");
		reader = new RunReader(folder);
		feed = new ResultsFeed(
			{
				folder,
				failed: (index) => reader.failures({ indices: [index] }, { limit: 1 })[0],
				request: async ({ key }) => (key === "k0" ? "POST https://blog.example" : undefined),
			},
			systemClock,
		);
	});

	after(() => {
		feed.dispose();
		reader.dispose();
		run.close();
		rmSync(parent, { recursive: true });
	});

	it("are found, and read by pages, with texts that a row has room for", async () => {
		const { search, count, isDone, share, problem } = await feed.find(any);
		assert.deepEqual([count, isDone, share, problem], [501, true, 1, undefined]);
		const { rows } = await feed.page({ search, from: 0, count: 100 });
		const [first, second, , fourth] = rows;
		assert.equal(rows.length, 100);
		assert.deepEqual([first?.outcome, first?.text, first?.value], ["rejected", "HTTP 500", "number: 0"]);
		assert.deepEqual([second?.outcome, second?.text, second?.value], ["succeeded", "id: 1", "name: n1"]);
		assert.ok(fourth && fourth.text.length < 400 && fourth.text.endsWith("x…"));
		assert.equal((await feed.page({ search, from: 490, count: 100 })).rows.length, 11);
	});

	it("are those of the last search only", async () => {
		const { search } = await feed.find(any);
		const next = await feed.find({ ...any, outcome: "rejected", category: "retry", text: "500" });
		assert.deepEqual([next.count, next.isDone], [1, true]);
		await assert.rejects(feed.page({ search, from: 0, count: 1 }), /Another search has begun since/);
		await assert.rejects(feed.found({ search }), /Another search/);
		assert.equal((await feed.cancel({ search: next.search })).count, 1);
	});

	it("have all that is known of an item, in full where that is not too long", async () => {
		await feed.find(any);
		const good = await feed.detail({ index: 3 });
		assert.deepEqual(
			good.parts.map(({ title, cut }) => [title, cut]),
			[
				["Value", 0],
				["Result", 50_000],
				["Attempts", 0],
			],
		);
		const bad = await feed.detail({ index: 0 });
		assert.deepEqual(
			bad.parts.map(({ title }) => title),
			["Value", "Attempts", "Request"],
		);
		assert.match(bad.parts[1]?.text ?? "", /^Attempt 1, .*\n {4}HTTP 500\n/);
		await assert.rejects(feed.detail({ index: 9_999 }), /no outcome any more/);
	});
});
