import assert from "node:assert/strict";
import { parseJson } from "../../../src/base/parseJson.ts";
import { runText } from "../../../src/cli/texts/runText.ts";
import { startRun } from "../../../src/job/launch/launch.ts";
import { summaryTables } from "../../../src/report/summary/summaryText.ts";
import { ValueCounter } from "../../../src/report/summary/valueSummary.ts";
import { summaryJson } from "../../../src/report/summaryJson.ts";
import { writeReport } from "../../../src/report/writeReport.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { problemsOf, TrialFolder } from "../job/trialJob.ts";

function counted(values: Iterable<unknown>) {
	const counter = new ValueCounter("result.x");
	for (const value of values) counter.add(value);
	return counter.summary;
}

describe("What a job summarizes", () => {
	describe("by value", () => {
		it("is the 20 most frequent values, and how many others there are", () => {
			const values = Array.from({ length: 30 }, (_, n) => Array.from({ length: 30 - n }, () => `v${n}`)).flat();
			const { items, none, values: top, others, numbers } = counted([...values.reverse(), null, undefined, "v7"]);
			assert.deepEqual([items, none, numbers], [466, 2, null]);
			assert.deepEqual(top.slice(0, 3), [
				{ value: "v0", count: 30 },
				{ value: "v1", count: 29 },
				{ value: "v2", count: 28 },
			]);
			assert.equal(top.find(({ value }) => value === "v7")?.count, 24);
			assert.deepEqual([top.length, others], [20, { values: 10, isMore: false, items: 55 }]);
		});

		it("tells a text from a number, and long texts from each other", () => {
			const long = "x".repeat(5_000);
			const { values } = counted([1, "1", 1, { a: 1 }, true, `${long}a`, `${long}b`, `${long}b`]);
			assert.deepEqual(
				values.map(({ value, count }) => [value.length > 9 ? value.length : value, count]),
				[
					["1", 2],
					[201, 2],
					["1", 1],
					['{"a":1}', 1],
					["true", 1],
					[201, 1],
				],
			);
		});

		it("takes flat memory, and says that values which came late are not counted one by one", () => {
			const { values, others } = counted(Array.from({ length: 30_000 }, (_, n) => `${n % 15_000}`));
			assert.equal(values.length, 20);
			assert.deepEqual(others, { values: 9_980, isMore: true, items: 30_000 - 40 });
		});
	});

	it("is minimum, mean, percentiles and maximum of numbers, also of very many", () => {
		const { numbers, values } = counted(Array.from({ length: 1_000 }, (_, n) => 1_000 - n));
		assert.deepEqual(numbers, { min: 1, mean: 500.5, p50: 500, p95: 950, max: 1_000, isSampled: false });
		assert.deepEqual(values, []);
		const few = counted(parseJson("[9007199254740993, 9007199254740992, 19.90]") as unknown[]);
		assert.deepEqual([String(few.numbers?.min), String(few.numbers?.max)], ["19.90", "9007199254740993"]);
		assert.equal(few.values.length, 3);
		const many = counted(Array.from({ length: 300_000 }, (_, n) => (n * 7_919) % 300_000)).numbers;
		assert.deepEqual([many?.isSampled, many?.min, many?.max], [true, 0, 299_999]);
		assert.ok(Math.abs((many?.p50 ?? 0) - 150_000) < 3_000, `${many?.p50}`);
	});

	describe("of a run", () => {
		let folder: TrialFolder;
		beforeEach(() => {
			folder = new TrialFolder();
		});
		afterEach(() => folder.dispose());

		it("stands in JSON, text and report, with how many items failed by each assertion", async () => {
			folder.items(60);
			folder.write(
				"work.mjs",
				`export default ({ n }) => ({ label: n % 3 === 0 ? "Yes" : "no|<b>", score: n, deep: n < 5 ? { a: n % 2 } : undefined });`,
			);
			const job = folder.job({
				items: { jsonl: "items.jsonl" },
				run: { module: "work.mjs" },
				assert: ["result.score < 50", "item.n != 7", "result.score != nil"],
				summarize: ["result.label | downcase", "result.score", "result.deep.a"],
			});
			const { folder: at, finish } = await startRun(job, folder.options());
			await finish();
			const report = await writeReport(at);
			const reader = new RunReader(at);
			const { summary } = summaryJson(reader);
			const text = runText(reader, 200).join("\n");
			reader.dispose();
			assert.deepEqual(summary?.assertions, [
				{ that: "result.score < 50", items: 10 },
				{ that: "item.n != 7", items: 1 },
				{ that: "result.score != nil", items: 0 },
			]);
			assert.deepEqual(
				summary?.values.map(({ of, items, none, values, numbers }) => [of, items, none, values, numbers?.max]),
				[
					[
						"result.label | downcase",
						49,
						0,
						[
							{ value: "no|<b>", count: 32 },
							{ value: "yes", count: 17 },
						],
						undefined,
					],
					["result.score", 49, 0, [], 49],
					[
						"result.deep.a",
						5,
						44,
						[
							{ value: "0", count: 3 },
							{ value: "1", count: 2 },
						],
						1,
					],
				],
			);
			assert.match(text, /\nresult\.label \| downcase of 49 items:\n {2}32 {2}no\|<b>\n {2}17 {2}yes\n/);
			assert.match(text, /\nAssertions that did not hold:\n {2}10 {2}result\.score < 50\n {3}1 {2}item\.n != 7/);
			const markdown = folder.read(report.slice(folder.path.length + 1));
			assert.match(markdown, /## Summary\n\n### result.label \\\| downcase of 49 items\n/);
			assert.match(markdown, /\| no\\\|&lt;b&gt; \| 32 \|\n\| yes \| 17 \|/);
			assert.match(markdown, /And 44 items without a value\./);
		});

		it("has no table where nothing succeeded", () => {
			const titlesOf = (...values: readonly unknown[]) =>
				summaryTables({ values: [counted(values)], assertions: [] }).map(({ title }) => title);
			assert.deepEqual(titlesOf(), []);
			assert.deepEqual(titlesOf(null), ["result.x of 0 items"]);
		});

		it("is refused at its place where it cannot be counted", async () => {
			folder.items(1);
			const refused = (summarize: unknown) => {
				const job = () => folder.job({ items: { jsonl: "items.jsonl" }, run: { command: ["true"] }, summarize });
				return problemsOf(() => startRun(job(), folder.options()));
			};
			assert.match(String(await refused("reslt.label")), /^\d+:\d+ Unknown name "reslt".*"result"/);
			assert.match(String(await refused(["item", "result.a = 3"])), /^\d+:\d+ "= 3" cannot be read/);
			assert.match(String(await refused("path")), /"path" is not known when a run has ended/);
			assert.match(String(await refused("result.x == '${env:GREETING}'")), /A summary has no \$\{…\}/);
		});
	});
});
