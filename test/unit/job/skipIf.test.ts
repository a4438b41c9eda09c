import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { startRun } from "../../../src/job/launch/launch.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("`skipIf`", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write(
			"work.mjs",
			"export default (item) => { if (item === 'bad') throw new TypeError('bad'); return item; };",
		);
	});

	afterEach(() => folder.dispose());

	function job(definition: object) {
		return folder.job({ run: { module: "work.mjs" }, ...definition });
	}

	function failuresOf(at: string): readonly string[] {
		const reader = new RunReader(at);
		const shown = reader
			.failures({}, { limit: 50 })
			.map(({ item, outcome, attempts, failure }) => `${item.key} ${outcome}×${attempts} ${failure.message}`)
			.sort();
		reader.dispose();
		return shown;
	}

	it("leaves out the items that meet it, with the reason, and takes no permit of the rate limit for them", async () => {
		const lines = Array.from({ length: 500 }, (_, n) => `{"n":${n},"done":${n === 77 ? "null" : '"yes"'}}\n`);
		folder.write("items.jsonl", lines.join(""));
		const given = job({
			items: { jsonl: "items.jsonl" },
			skipIf: "item.done == 'yes'",
			key: "k{{ item.n }}",
			rateLimit: { perMinute: 1 },
		});
		const { folder: at, finish } = await startRun(given, folder.options());
		const { state, counts } = await finish();
		assert.deepEqual([state, counts.succeeded, counts.skipped, counts.rejected], ["completed", 1, 499, 0]);
		assert.equal(failuresOf(at)[0], `k0 skipped×0 Left out by skipIf: item.done == 'yes'; item.done is "yes".`);
	});

	it("leaves out what is there already, also in a preview; who retries an item has it run", async () => {
		mkdirSync(folder.file("in"));
		mkdirSync(folder.file("out"));
		for (const name of ["in/a.txt", "in/b.txt", "out/b.done"]) folder.write(name, "x");
		const given = job({ items: { files: "in/*.txt" }, skipIf: { exists: "out/{{ path | stem }}.done" } });
		const plan = await planJob(given, { ...folder.options(), runId: "trial" });
		const [first, second] = await plan.preview(2);
		await plan.dispose();
		assert.deepEqual([first?.problem, second?.problem], [undefined, "Left out by skipIf: out/b.done exists."]);
		const { folder: at, finish } = await startRun(given, folder.options());
		await finish();
		assert.deepEqual(failuresOf(at), ["in/b.txt skipped×0 Left out by skipIf: out/b.done exists."]);
		const again = await retryRun(at, { ...folder.options(), skipped: true });
		assert.equal((await again.finish()).counts.succeeded, 1);
	});

	it("does not look again before a second attempt", async () => {
		folder.write(
			"half.mjs",
			`import { writeFileSync } from "node:fs";
			export default (item, { attempt, jobFolder }) => {
				writeFileSync(jobFolder + "/half", "");
				if (attempt === 1) throw new Error("not yet");
				return attempt;
			};`,
		);
		const given = job({
			items: { values: ["a"] },
			run: { module: "half.mjs" },
			skipIf: { exists: "half" },
			retry: { minDelay: "1ms" },
		});
		const { finish } = await startRun(given, folder.options());
		const { counts } = await finish();
		assert.deepEqual([counts.succeeded, counts.skipped, counts.retries], [1, 0, 1]);
	});

	it("is refused at its place where it names what no item has; a path that is none fails its item", async () => {
		folder.write("items.jsonl", '{"n":"a"}\n{"n":""}\n');
		const items = { items: { jsonl: "items.jsonl" } };
		const start = (skipIf: unknown) => startRun(job({ ...items, skipIf }), folder.options());
		const [field] = await problemsOf(() => start("item.dnoe"));
		assert.match(String(field), /^\d+:\d+ item has no field "dnoe"\. It has: n\./);
		const [assignment] = await problemsOf(() => start("item.n = 'a'"));
		assert.match(String(assignment), /^\d+:\d+ "= 'a'" cannot be read in a condition/);
		const [result] = await problemsOf(() => start("result.ok"));
		assert.match(String(result), /Unknown name "result"/);
		const [secret] = await problemsOf(() => start("item.n == '${secret:token}'"));
		assert.match(String(secret), /A secret cannot be used in "skipIf"/);
		assert.deepEqual(folder.runs, []);
		const { folder: at, finish } = await start({ exists: "{{ item.n }}" });
		await finish();
		assert.deepEqual(failuresOf(at), ["1 rejected×0 skipIf.exists gives no path for this item."]);
	});
});
