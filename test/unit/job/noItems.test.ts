import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { UndecidedError } from "../../../src/job/launch/inDoubt/undecidedError.ts";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import { NoItemsError } from "../../../src/job/plan/items/noItemsError.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { sourceKinds } from "../../../src/sources/sourceKinds.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

const lastResults = '{"index":0,"key":"0","outcome":"succeeded","attempts":1,"durationMs":1,"result":null}\n';

describe("a source without items", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", "export default (item) => item;");
		folder.write("out.jsonl", lastResults);
		folder.write("blank.txt", "\n\n\r\n");
		folder.write("head.csv", "id,name\n");
		folder.write("nested.json", '{ "data": { "items": [] } }');
		folder.write("blank.jsonl", "\n");
	});

	afterEach(() => folder.dispose());

	const jobOf = (items: object) =>
		folder.job({ items, run: { module: "work.mjs" }, output: { jsonl: "out.jsonl" }, key: "{{ item.id }}" });
	const selection = { text: " \n", file: "x.txt", firstLine: 1 };

	const sources: Readonly<Record<string, readonly [items: object, message: RegExp]>> = {
		files: [{ files: "*.pdf" }, /^1:\d+ No file matches "\*\.pdf" in .*"\*\*\/" looks into its folders too\.$/],
		"files, of which all are left out": [
			{ files: "*.mjs" },
			/No file matches .* work\.mjs was left out, as it is the module that the job runs\.$/,
		],
		lines: [
			{ lines: "blank.txt" },
			/There are no lines of blank\.txt\. If that is fine, add "empty": "ok" to "items"\.$/,
		],
		"several files of lines": [{ lines: ["blank.txt", "blank.jsonl"] }, /There are no lines of 2 files\./],
		csv: [{ csv: "head.csv" }, /There are no rows of head\.csv\./],
		json: [{ json: { path: "nested.json", pointer: "/data/items" } }, /no elements of nested\.json at \/data\/items\./],
		jsonl: [{ jsonl: "blank.jsonl" }, /There are no JSON lines of blank\.jsonl\./],
		values: [{ values: [] }, /There are no values in the list\./],
		where: [{ values: [{ id: 1 }], where: "item.id > 2" }, /The only item does not meet "where"\. If that/],
		command: [{ command: "true" }, /There are no lines of the output of `true`\./],
		selection: [{ selection: "auto" }, /The selection is empty\. Select the lines/],
	};

	for (const [name, [items, message]] of Object.entries(sources)) {
		it(`is an error, and nothing is written: ${name}`, async () => {
			const start = () => startRun(jobOf(items), folder.options({ selection }));
			await assert.rejects(start, NoItemsError);
			const [problem = "", ...others] = await problemsOf(start);
			assert.match(problem.replace(/^\d+:\d+ /, "1:1 "), message);
			assert.deepEqual(others, []);
			assert.equal(folder.read("out.jsonl"), lastResults);
			assert.equal(existsSync(folder.runsFolder), false);
			await assert.rejects(planJob(jobOf(items), { ...folder.options({ selection }), runId: "r" }), NoItemsError);
		});

		it(`is a success where the job says so: ${name}`, async () => {
			const { finish } = await startRun(jobOf({ ...items, empty: "ok" }), folder.options({ selection }));
			const { state, total } = await finish();
			assert.deepEqual({ state, count: total?.count }, { state: "completed", count: 0 });
		});
	}

	it("is a change where a run had some", async () => {
		folder.write("names.txt", "a\nb\n");
		folder.write(
			"work.mjs",
			'export default (item) => { if (item === "b") throw Object.assign(new Error(), { status: 401 }); };',
		);
		const definition = { items: { lines: "names.txt" }, run: { module: "work.mjs" }, concurrency: 1 };
		const { finish, folder: runFolder } = await startRun(folder.job(definition), folder.options());
		assert.equal((await finish()).state, "halted");
		folder.write("names.txt", "");
		await assert.rejects(resumeRun(runFolder, folder.options({})), (error) => error instanceof UndecidedError);
	});

	it("is not what a job says that names no source", async () => {
		const names = sourceKinds.map(({ name }) => `"${name}"`).join(", ");
		assert.deepEqual(await problemsOf(() => jobOf({ empty: "ok" })), [
			`2:11 "items": expected one of ${names}, found none of them.`,
		]);
		assert.match(
			(await problemsOf(() => jobOf({ lines: "x", empty: "no" })))[0] ?? "",
			/"items\.empty": expected "ok"/,
		);
	});
});
