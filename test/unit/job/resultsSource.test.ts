import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { readJobFile } from "../../../src/job/file/readJob.ts";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

const create = `export default (item) => {
	if (item.bad) throw new TypeError("no " + item.id);
	return item.id === 3 ? { none: true } : { list: [{ n: item.id, big: 1 }, { n: -item.id }] };
};`;

describe("items from the results of another run", () => {
	let folder: TrialFolder;
	let runId: string;
	beforeEach(async () => {
		folder = new TrialFolder();
		folder.write("create.mjs", create);
		folder.write("work.mjs", "export default (item) => item;");
		folder.write("create.jsonl", '{"id":1,"long":12345678901234567890}\n{"id":2,"bad":true}\n{"id":3}\n');
		folder.write(
			"create.batch.json",
			JSON.stringify({ items: { jsonl: "create.jsonl" }, run: { module: "create.mjs" } }),
		);
		const run = await startRun(await readJobFile(folder.file("create.batch.json")), folder.options());
		await run.finish();
		runId = run.run.id;
	});
	afterEach(() => folder.dispose());

	async function itemsOf(items: object): Promise<{ items: string; notes: readonly string[] }> {
		const plan = await planJob(folder.job({ items, run: { module: "work.mjs" } }), { ...folder.options(), runId: "x" });
		const values = (await plan.preview(99)).map(({ value }) => value);
		await plan.dispose();
		return { items: JSON.stringify(values), notes: plan.notes };
	}

	it("are those that succeeded, with all digits, and the others are told", async () => {
		const { items, notes } = await itemsOf({ results: { of: "create.batch.json" } });
		assert.deepEqual(
			items,
			'[{"item":{"id":1,"long":12345678901234567890},"key":"0","outcome":"succeeded","result":{"list":[{"n":1,"big":1},{"n":-1}]},"error":null},' +
				'{"item":{"id":3},"key":"2","outcome":"succeeded","result":{"none":true},"error":null}]',
		);
		assert.deepEqual(notes, [`The items are those of run ${runId} of create.`, "Of them are left out: 1 failed."]);
	});

	it("are those with another outcome, each with its error", async () => {
		for (const name of ["last", runId, runId.slice(0, -1)]) {
			const { items } = await itemsOf({ results: { of: name, outcome: ["failed"] } });
			const [only, ...others] = JSON.parse(items);
			assert.deepEqual([only.item, only.result, only.error.message, others], [{ id: 2, bad: true }, null, "no 2", []]);
		}
	});

	it("are the elements of a list in each result", async () => {
		const { items, notes } = await itemsOf({ results: { of: runId, each: "/result/list" } });
		assert.equal(items, '[{"n":1,"big":1},{"n":-1}]');
		assert.equal(notes.at(-1), "1 item of it has no list at /result/list.");
	});

	it("are copied, so that a resume needs the other run no more", async () => {
		folder.write(
			"work.mjs",
			"export default (item) => { if (item.key === '2') throw new TypeError('x'); return item.key; };",
		);
		const job = folder.job({ items: { results: { of: runId } }, run: { module: "work.mjs" }, halt: { failures: 1 } });
		const first = await startRun(job, folder.options());
		await first.finish();
		rmSync(folder.file(`runs/${runId}`), { recursive: true });
		const next = await resumeRun(first.folder, folder.options());
		assert.equal((await next.finish()).counts.succeeded, 1);
	});

	it("are told where there is no such run", async () => {
		const problem = async (of: string) => (await problemsOf(() => itemsOf({ results: { of } }))).join();
		assert.match(await problem("2020"), /There is no run "2020" in .*The newest are 2/);
		folder.write("other.batch.json", "{}");
		assert.match(await problem("other.batch.json"), /There is no run of .*other\.batch\.json\. Run it first/);
	});
});
