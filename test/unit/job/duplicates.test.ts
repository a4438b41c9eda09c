import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { runText } from "../../../src/cli/texts/runText.ts";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { summaryJson } from "../../../src/report/summaryJson.ts";
import { writeReport } from "../../../src/report/writeReport.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

/** Appends the item's number to `log.txt`. */
const work = `
import { appendFileSync } from "node:fs";
export default (item) => {
	appendFileSync(new URL("log.txt", import.meta.url), JSON.stringify(item) + "\\n");
	return item.n;
};`;

describe("items with the same key", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", work);
		const rows = ["ann", "bob", "ann", "cid", "bob", "ann"].map((slug, n) => `${JSON.stringify({ n, slug })}\n`);
		folder.write("items.jsonl", rows.join(""));
	});

	afterEach(() => folder.dispose());

	const jobOf = (more: object = {}) =>
		folder.job({
			items: { jsonl: "items.jsonl" },
			key: "{{ item.slug }}",
			run: { module: "work.mjs" },
			concurrency: 1,
			...more,
		});
	const ran = () => folder.lines("log.txt").map(({ n }) => n);
	const statusAt = (at: string) => {
		const reader = new RunReader(at);
		try {
			return {
				sameKeys: reader.status().sameKeys,
				listed: reader
					.failures({}, { limit: 10 })
					.map(({ item, outcome, failure }) => [item.index, outcome, failure.message]),
			};
		} finally {
			reader.dispose();
		}
	};

	it("are run each, and counted", async () => {
		const { folder: at, finish } = await startRun(jobOf(), folder.options());
		const { counts, state } = await finish();
		assert.deepEqual([state, counts.succeeded, ran()], ["completed", 6, [0, 1, 2, 3, 4, 5]]);
		assert.deepEqual(statusAt(at), { sameKeys: 3, listed: [] });
	});

	it("are told at the run's end, in its summary and in its report", async () => {
		const { folder: at, finish } = await startRun(jobOf(), folder.options());
		await finish();
		const reader = new RunReader(at);
		assert.equal(runText(reader, 80)[1], "3 items have the same key as an earlier one.");
		assert.equal(summaryJson(reader).sameKeys, 3);
		reader.dispose();
		assert.match(readFileSync(await writeReport(at), "utf8"), /3 items have the same key as an earlier one\./);
	});

	it("are counted only as far as the run goes", async () => {
		const { folder: at, finish } = await startRun(jobOf(), folder.options({ limit: 3 }));
		await finish();
		assert.equal(statusAt(at).sameKeys, 1);
	});

	for (const [duplicates, outcome, state] of [
		["skip", "skipped", "completed"],
		["fail", "failed", "completedWithFailures"],
	] as const) {
		it(`are ${outcome} but for the first, which they name, with "${duplicates}"`, async () => {
			const { folder: at, finish } = await startRun(jobOf({ duplicates }), folder.options());
			assert.equal((await finish()).state, state);
			assert.deepEqual(ran(), [0, 1, 3]);
			assert.deepEqual(statusAt(at), {
				sameKeys: 3,
				listed: [
					[2, outcome, 'It has the same key as item 0: "ann".'],
					[4, outcome, 'It has the same key as item 1: "bob".'],
					[5, outcome, 'It has the same key as item 0: "ann".'],
				],
			});
		});
	}

	it("are not shown in a preview as if they ran", async () => {
		const plan = await planJob(jobOf({ duplicates: "skip" }), { ...folder.options(), runId: "preview" });
		const problems = (await plan.preview(6)).map(({ problem }) => problem);
		await plan.dispose();
		const same = (n: number, key: string) => `It has the same key as item ${n}: "${key}".`;
		assert.deepEqual(problems, [undefined, undefined, same(0, "ann"), undefined, same(1, "bob"), same(0, "ann")]);
	});

	it("run when the user tries them again", async () => {
		const job = jobOf({ duplicates: "skip" });
		const first = await startRun(job, folder.options());
		await first.finish();
		const again = await resumeRun(first.folder, { ...folder.options(), retry: { indices: [4] } });
		assert.equal((await again.finish()).counts.succeeded, 4);
		assert.deepEqual(ran(), [0, 1, 3, 4]);
	});

	it('are asked once, with "reuse", also when they are retried in a run of their own', async () => {
		folder.write("work.mjs", work.replace("return item.n;", "throw new TypeError(`no ${item.slug}`);"));
		const first = await startRun(jobOf({ duplicates: "reuse" }), folder.options());
		await first.finish();
		assert.deepEqual(ran(), [0, 1, 3]);
		assert.deepEqual(
			statusAt(first.folder).listed.map(([, outcome, message]) => `${outcome}: ${message}`),
			["ann", "bob", "ann", "cid", "bob", "ann"].map((slug, n) => {
				const of = ["", "", " (as item 0, which has the same key)", "", " (as item 1, which has the same key)"];
				return `failed: no ${slug}${n === 5 ? of[2] : of[n]}`;
			}),
		);
		folder.write("work.mjs", work);
		const again = await retryRun(first.folder, folder.options());
		assert.equal((await again.finish()).counts.succeeded, 6);
		assert.deepEqual(ran(), [0, 1, 3, 0, 1, 3]);
		const lines = folder.lines(`runs/${basename(first.folder)}/results.jsonl`);
		assert.deepEqual(
			lines
				.map(({ index, result, reusedFrom }) => [index, result, reusedFrom])
				.sort(([a], [b]) => Number(a) - Number(b)),
			[0, 1, 0, 3, 1, 0].map((n, index) => [index, n, n === index ? undefined : n]),
		);
	});

	it("are known after a resume, with those that were done before", async () => {
		// The source is read in blocks, of which the resumed run does not read the first ones again for its items.
		const filler = "x".repeat(1_000);
		const rows = Array.from({ length: 3_000 }, (_, n) => `${JSON.stringify({ n, slug: `s${n % 2_900}`, filler })}\n`);
		folder.write("items.jsonl", rows.join(""));
		const first = await startRun(jobOf({ duplicates: "skip", checkpoint: { everyBatches: 1 } }), folder.options());
		first.run.onDidChange(({ counts }) => {
			if (counts.succeeded > 1_000) first.run.cancel();
		});
		const { counts: before } = await first.finish();
		assert.ok(before.succeeded > 1_000 && before.succeeded < 2_900, `${before.succeeded}`);
		const second = await resumeRun(first.folder, folder.options());
		const { counts } = await second.finish();
		assert.deepEqual([counts.succeeded, counts.skipped], [2_900, 100]);
		assert.equal(new Set(ran()).size, 2_900);
		const { sameKeys, listed } = statusAt(first.folder);
		assert.deepEqual([sameKeys, listed[0]], [100, [2_900, "skipped", 'It has the same key as item 0: "s0".']]);
	});

	it("are compared with no item whose key cannot be made", async () => {
		const rows = ["ann", "", "", "ann"].map((slug, n) => `${JSON.stringify({ n, slug })}\n`);
		folder.write("items.jsonl", rows.join(""));
		const { folder: at, finish } = await startRun(jobOf({ duplicates: "fail" }), folder.options());
		await finish();
		const empty = "The item's key is empty: {{ item.slug }} gave nothing.";
		assert.deepEqual(statusAt(at).listed, [
			[1, "failed", empty],
			[2, "failed", empty],
			[3, "failed", 'It has the same key as item 0: "ann".'],
		]);
	});

	it("need a key of the job's", async () => {
		const [problem] = await problemsOf(() => startRun(jobOf({ key: undefined, duplicates: "skip" }), folder.options()));
		assert.match(problem ?? "", /^\d+:\d+ "duplicates" compares keys, and the job has no "key"/);
	});
});
