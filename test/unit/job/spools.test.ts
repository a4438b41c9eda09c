import assert from "node:assert/strict";
import { readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { StandardInput } from "../../../src/sources/reading/spool.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

const module = "export default (item) => { if (item.startsWith('bad')) throw new TypeError(item); return item; };";

function input(text: string): StandardInput {
	return new StandardInput(false, async function* () {
		yield Buffer.from(text);
	});
}

describe("items that can be read only once", () => {
	let folder: TrialFolder;
	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", module);
	});
	afterEach(() => folder.dispose());
	const jobOf = (items: object) =>
		folder.job({ items, run: { module: "work.mjs" }, halt: { failures: 1 }, concurrency: 1 });
	const results = (run: string) =>
		folder.lines(`runs/${run.split("/").at(-1)}/results.jsonl`).map(({ result }) => result);

	it("are kept with the run, for the user alone, and a resume has the same ones", async () => {
		const text = "a\nbad\nb\n";
		const first = await startRun(jobOf({ lines: "-" }), folder.options({ standardInput: input(text) }));
		assert.equal((await first.finish()).state, "halted");
		const spool = join(first.folder, "items-1.spool");
		assert.equal(folder.read(`runs/${first.run.id}/items-1.spool`), text);
		assert.equal(statSync(spool).mode & 0o777, 0o600);
		const next = await resumeRun(first.folder, folder.options({ standardInput: input("x\ny\n") }));
		assert.ok(next.notes.includes("The items are those that were read when the run began; nothing is read in anew."));
		assert.equal((await next.finish()).state, "completedWithFailures");
		assert.deepEqual(results(next.folder), ["a", "b", null]);
	});

	it("are refused when they are gone", async () => {
		const run = await startRun(jobOf({ lines: "-" }), folder.options({ standardInput: input("bad\nb\n") }));
		await run.finish();
		rmSync(join(run.folder, "items-1.spool"));
		const resume = () => resumeRun(run.folder, folder.options({ standardInput: input("bad\nb\n") }));
		assert.match((await problemsOf(resume)).join(), /What standard input gave this run is gone from its folder/);
	});

	it("are those of one start of the program, over resumes and retries", async () => {
		const run = await startRun(
			jobOf({ command: "echo x >>starts; printf 'a\\nbad %s\\nb\\n' $(wc -l <starts)" }),
			folder.options(),
		);
		await run.finish();
		const next = await resumeRun(run.folder, folder.options());
		await next.finish();
		assert.deepEqual(results(run.folder), ["a", "b", null]);
		const retry = await retryRun(run.folder, folder.options());
		assert.deepEqual(retry.notes, []);
		await retry.finish();
		assert.equal(folder.read("starts"), "x\n");
	});

	it("leave nothing behind where the job is only looked at, or refused", async () => {
		const before = readdirSync(tmpdir()).filter((name) => name.startsWith("batchline-items-"));
		const plan = await planJob(jobOf({ command: ["ls"] }), { ...folder.options(), runId: "x" });
		assert.equal((await plan.preview(9)).length, 1);
		await plan.dispose();
		assert.deepEqual(
			readdirSync(tmpdir()).filter((name) => name.startsWith("batchline-items-")),
			before,
		);
		const refused = folder.job({ items: { command: ["ls"] }, run: { module: "missing.mjs" } });
		await problemsOf(() => startRun(refused, folder.options()));
		await problemsOf(() => startRun(jobOf({ command: "exit 3" }), folder.options()));
		assert.deepEqual(folder.runs, []);
	});
});
