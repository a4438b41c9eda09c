import assert from "node:assert/strict";
import { startRun } from "../../../src/job/launch/launch.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("the first items of a job", () => {
	let folder: TrialFolder;
	beforeEach(() => {
		folder = new TrialFolder();
	});
	afterEach(() => folder.dispose());

	/** What became of each item of a job that replaces nothing: it only has templates to render. */
	async function outcomesOf(rows: readonly object[], more: object): Promise<readonly (readonly [number, string])[]> {
		folder.write("rows.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
		const job = folder.job({ items: { jsonl: "rows.jsonl" }, run: { command: ["true", "{{ item.name }}"] }, ...more });
		const launched = await startRun(job, folder.options());
		await launched.finish();
		const reader = new RunReader(launched.folder);
		try {
			return reader.failures({}, { limit: 100 }).map(({ item, failure }) => [item.index, failure.message]);
		} finally {
			reader.dispose();
		}
	}

	it("decide nothing where later ones have what the templates name", async () => {
		const failed = await outcomesOf([{ id: 1 }, { id: 2 }, { id: 3, name: "c" }, { id: 4, name: "d" }], {});
		assert.deepEqual(
			failed.map(([index]) => index),
			[0, 1],
		);
		assert.match(failed[0]?.[1] ?? "", /name/);
	});

	it("decide nothing about the key either", async () => {
		const rows = [{ name: "a" }, { name: "b", key: "" }, { name: "c", key: "k3" }];
		const failed = await outcomesOf(rows, { key: "{{ item.key }}" });
		assert.deepEqual(
			failed.map(([index]) => index),
			[0, 1],
		);
	});

	it("refuse the job where none of them has it, before anything is run", async () => {
		folder.write("rows.jsonl", '{"id":1}\n{"id":2}\n');
		const problems = await problemsOf(() =>
			startRun(
				folder.job({ items: { jsonl: "rows.jsonl" }, run: { command: ["true", "{{ item.name }}"] } }),
				folder.options(),
			),
		);
		assert.match(problems[0] ?? "", /name/);
		assert.deepEqual(folder.runs, []);
	});
});
