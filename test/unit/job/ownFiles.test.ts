import assert from "node:assert/strict";
import { linkSync, mkdirSync, symlinkSync } from "node:fs";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import { summaryJson } from "../../../src/report/summaryJson.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("a job over files", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", "export default (path) => path;");
		folder.write("a.json", "http://a");
	});

	afterEach(() => folder.dispose());

	/** As a user has it: the file exists. */
	const jobOf = (definition: object) => {
		const job = folder.job(definition);
		folder.write("trial.batch.json", job.text);
		return job;
	};
	const start = async (definition: object) => {
		const { finish, notes, folder: runFolder } = await startRun(jobOf(definition), folder.options());
		await finish();
		const paths = folder.lines(`runs/${runFolder.split("/").at(-1)}/results.jsonl`).map(({ key }) => key);
		return { notes, paths, runFolder };
	};

	it("does not edit itself, by no name of its file, and says so", async () => {
		const definition = {
			items: { files: { glob: "**/*.json", follow: true } },
			run: { replace: { find: "http://", with: "https://" } },
		};
		const { text } = jobOf(definition);
		symlinkSync("trial.batch.json", folder.file("link.json"));
		linkSync(folder.file("trial.batch.json"), folder.file("hard.json"));
		const { notes, paths, runFolder } = await start(definition);
		assert.equal(folder.read("trial.batch.json"), text);
		assert.deepEqual(paths, ["a.json"]);
		assert.equal(folder.read("a.json"), "https://a");
		const reader = new RunReader(runFolder);
		assert.deepEqual(summaryJson(reader).notes, notes);
		reader.dispose();
		assert.deepEqual(
			notes,
			["hard.json", "link.json", "trial.batch.json"].map((name) => `${name} was left out, as it is the job file.`),
		);
	});

	it("leaves out its module and the output of its last run, in whose place results go", async () => {
		const definition = {
			items: { files: ["*.json", "*.mjs", "*.jsonl"] },
			run: { module: "work.mjs" },
			output: { jsonl: "out.jsonl" },
		};
		const first = await start(definition);
		const second = await start(definition);
		assert.deepEqual([first.paths, second.paths], [["a.json"], ["a.json"]]);
		assert.deepEqual(second.notes, [
			"out.jsonl was left out, as it is the job's own output.",
			"trial.batch.json was left out, as it is the job file.",
			"work.mjs was left out, as it is the module that the job runs.",
		]);
		assert.equal(folder.lines("out.jsonl").length, 1);
	});

	it("is refused where its output would overwrite an item that is no result of a run", async () => {
		folder.write("data.jsonl", '{ "id": 1 }\n');
		linkSync(folder.file("data.jsonl"), folder.file("out.jsonl"));
		const job = jobOf({
			items: { files: "*.jsonl" },
			run: { module: "work.mjs" },
			output: { jsonl: "out.jsonl" },
		});
		const [problem] = await problemsOf(() => startRun(job, folder.options()));
		assert.match(problem ?? "", /is what the items are read from; the results would overwrite it/);
		assert.equal(folder.read("data.jsonl"), '{ "id": 1 }\n');
	});

	it("finds nothing where runs are kept", async () => {
		const definition = { items: { files: { glob: ["**/*.json", "runs/**"], dot: true } }, run: { module: "work.mjs" } };
		mkdirSync(folder.file(".batchline"));
		folder.write(".batchline/x.json", "");
		await start(definition);
		assert.deepEqual((await start(definition)).paths, ["a.json"]);
	});

	it("has the same items when it is resumed from the copy in its run folder", async () => {
		const definition = { items: { files: "*.json" }, run: { module: "work.mjs" } };
		const { run, finish, folder: runFolder } = await startRun(jobOf(definition), folder.options());
		run.cancel();
		await finish();
		// Changed since, so that the copy is what runs.
		jobOf({ ...definition, concurrency: 2 });
		const resumed = await resumeRun(runFolder, folder.options());
		const { counts } = await resumed.finish();
		assert.equal(counts.succeeded, 1);
		assert.ok(resumed.notes.includes("trial.batch.json was left out, as it is the job file."), resumed.notes.join());
	});
});
