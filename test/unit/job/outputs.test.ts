import assert from "node:assert/strict";
import { chmodSync, existsSync, lstatSync, mkdirSync, statSync, symlinkSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "csv-parse/sync";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import type { Launched } from "../../../src/job/launch/launched.ts";
import type { LaunchOptions } from "../../../src/job/launch/launchOptions.ts";
import { changeStored } from "../../../src/job/launch/retry/changeStored.ts";
import { NothingLeftError } from "../../../src/job/launch/retry/nothingLeftError.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { StandingError } from "../../../src/job/launch/standing/standingError.ts";
import { startJob } from "../../../src/job/launch/startJob.ts";
import { summaryJson } from "../../../src/report/summaryJson.ts";
import { readOutputs, saveOutputs } from "../../../src/store/files/outputsRecord.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

/** Fails where the row says so, and reverses the order in which items end. */
const work = `import { setTimeout as sleep } from "node:timers/promises";
export default async (row, { index }) => {
	await sleep(5 * (8 - (index % 8)));
	if (row.name === "bad") throw Object.assign(new Error("no name"), { name: "ValidationError" });
	if (row.name === "worse") throw new TypeError("broken");
	return { status: 201, body: { id: Number(row.id) * 10 } };
};`;

describe("outputs that are written when a run ends", () => {
	let folder: TrialFolder;
	let notes: string[];

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", work);
		folder.write("rows.csv", 'id,name\n1,ann\n2,bad\n3,"c, d"\n12345678901234567890,worse\n5,eve\n');
		notes = [];
	});

	afterEach(() => folder.dispose());

	const options = (more: Partial<LaunchOptions> = {}) => {
		const note = (text: string) => void notes.push(text);
		return folder.options({ log: { info: note, warn: note, error: note }, ...more });
	};
	const jobOf = (output: unknown, more: object = {}) => {
		const job = folder.job({ items: { csv: "rows.csv" }, run: { module: "work.mjs" }, output, ...more });
		folder.write("trial.batch.json", job.text);
		return job;
	};
	const run = async (output: unknown, more: object = {}, launch: Partial<LaunchOptions> = {}): Promise<Launched> => {
		const launched = await startRun(jobOf(output, more), options(launch));
		await launched.finish();
		return launched;
	};
	const cells = (name: string) => parse(folder.read(name)) as string[][];

	it("have each item once, in the order of the source, with its outcome", async () => {
		const { outputFiles, folder: runFolder } = await run([
			{ csv: "out.csv" },
			{
				csv: {
					path: "new/ids.csv",
					columns: ["id", { new: "{{ result.body.id }}" }, "outcome"],
					delimiter: ";",
					bom: true,
				},
			},
			{ json: { path: "all.json", value: { n: "{{ item.id }}", id: "{{ result.body.id }}", text: "{{ outcome }}!" } } },
			{ jsonl: "all.jsonl" },
			{ jsonl: { path: "failed.jsonl", line: ["{{ index }}", "{{ error }}"] }, outcome: ["failed", "skipped"] },
		]);
		assert.deepEqual(cells("out.csv"), [
			["id", "name", "status", "body.id", "outcome", "error"],
			["1", "ann", "201", "10", "succeeded", ""],
			["2", "bad", "", "", "skipped", "no name"],
			["3", "c, d", "201", "30", "succeeded", ""],
			["12345678901234567890", "worse", "", "", "failed", "broken"],
			["5", "eve", "201", "50", "succeeded", ""],
		]);
		assert.equal(
			folder.read("new/ids.csv"),
			"\uFEFFid;new;outcome\r\n1;10;succeeded\r\n2;;skipped\r\n3;30;succeeded\r\n12345678901234567890;;failed\r\n5;50;succeeded\r\n",
		);
		assert.deepEqual(JSON.parse(folder.read("all.json"))[1], { n: "2", id: null, text: "skipped!" });
		assert.equal(JSON.parse(folder.read("all.json")).length, 5);
		assert.deepEqual(
			folder.lines("all.jsonl").map(({ index, outcome }) => `${index} ${outcome}`),
			["0 succeeded", "1 skipped", "2 succeeded", "3 failed", "4 succeeded"],
		);
		assert.equal(folder.read("failed.jsonl"), '[1,"no name"]\n[3,"broken"]\n');
		const files = ["out.csv", "new/ids.csv", "all.json", "all.jsonl", "failed.jsonl"].map((name) => folder.file(name));
		const reader = new RunReader(runFolder);
		assert.deepEqual([outputFiles, summaryJson(reader).outputs], [files, files]);
		reader.dispose();
		assert.deepEqual(notes, []);
	});

	it("never drop a column that only a late row has", async () => {
		const rows = Array.from({ length: 2_500 }, (_, n) => (n === 2_300 ? `${n},late` : `${n},x`));
		folder.write("rows.csv", `id,name\n${rows.join("\n")}\n`);
		folder.write(
			"work.mjs",
			'export default ({ id, name }) => (name === "late" ? { n: id, why: "late" } : { n: id });',
		);
		await run({ csv: "out.csv" }, { concurrency: 64 });
		const [header, ...lines] = cells("out.csv");
		assert.deepEqual(header, ["id", "name", "n", "why", "outcome", "error"]);
		assert.deepEqual(
			lines.map(([id, , n, why]) => [id, n, why]),
			rows.map((_, n) => [`${n}`, `${n}`, n === 2_300 ? "late" : ""]),
		);
	});

	it("say where nothing was found for a column", async () => {
		await run({ csv: { path: "out.csv", columns: ["id", "nmae", { x: "{{ result.body.di }}" }] } });
		assert.deepEqual(cells("out.csv")[1], ["1", "", ""]);
		assert.match(notes.join("\n"), /out\.csv: The column "x" is empty for 3 items, such as item 0: .*no field "di"/);
		assert.match(notes.join("\n"), /out\.csv: No item and no result has "nmae"/);
	});

	it("keep a link, and the mode of what they replace", async function () {
		if (process.platform === "win32") this.skip();
		mkdirSync(folder.file("real"));
		symlinkSync("real/out.csv", folder.file("out.csv"));
		await run({ csv: "out.csv" });
		chmodSync(folder.file("real/out.csv"), 0o666);
		await run({ csv: "out.csv" });
		assert.ok(lstatSync(folder.file("out.csv")).isSymbolicLink());
		assert.equal(statSync(folder.file("real/out.csv")).mode & 0o777, 0o666);
		assert.equal(cells("out.csv").length, 6);
	});

	it("take the place of nothing that the job has not written, before any item runs", async () => {
		const counting = `import { appendFileSync } from "node:fs";
			export default () => appendFileSync(${JSON.stringify(folder.file("ran"))}, "x");`;
		folder.write("work.mjs", counting);
		const refused = async (
			expected: RegExp,
			launch: Partial<LaunchOptions> = {},
			output: unknown = { csv: "out.csv" },
		) => {
			const before = folder.read("out.csv");
			const runs = folder.runs.length;
			const launched = await startRun(jobOf(output), options(launch));
			const [problem] = await problemsOf(() => launched.finish());
			assert.match(problem ?? "", expected);
			assert.match(problem ?? "", /--overwrite/);
			assert.deepEqual([folder.read("out.csv"), folder.runs.length], [before, runs]);
		};
		folder.write("out.csv", "mine\n");
		await refused(/^\d+:\d+ \S+out\.csv exists, and was not written by this job; it would be overwritten/);
		assert.equal(existsSync(folder.file("ran")), false);
		await run({ csv: "out.csv" }, {}, { overwrite: true });
		assert.equal(cells("out.csv")[0]?.[0], "id");
		// Its own is written anew, also as another kind.
		await run({ json: "out.csv" });
		const last = basename((await run({ csv: "out.csv" })).folder);
		folder.write("out.csv", `${folder.read("out.csv")}a note of mine\r\n`);
		await refused(new RegExp(`has been changed since run ${last} wrote it`));
		unlinkSync(folder.file("out.csv"));
		await run({ csv: "out.csv" });
		const other = folder.job({ items: { csv: "rows.csv" }, run: { module: "work.mjs" }, output: { csv: "out.csv" } });
		const launched = await startRun({ ...other, file: folder.file("other.batch.json") }, options());
		const [problem] = await problemsOf(() => launched.finish());
		assert.match(problem ?? "", /holds the results of another job, \S+trial\.batch\.json/);
	});

	it("are no items of the job that has written them, and no file is written twice", async () => {
		folder.write("more.csv", "id\n7\n");
		const more = { items: { files: "*.csv" }, run: { module: "work.mjs" } };
		for (let times = 0; times < 2; times++) await run({ csv: "out.csv" }, more);
		assert.deepEqual(
			cells("out.csv").map(([path]) => path && basename(path)),
			["path", "more.csv", "rows.csv"],
		);
		symlinkSync("out.csv", folder.file("link.csv"));
		const twice = await problemsOf(() => startRun(jobOf([{ json: "link.csv" }, { csv: "./out.csv" }]), options()));
		assert.match(twice.join(), /out\.csv is another output of the job/);
	});

	it("are left alone where somebody has changed them while the run went on, and the others are written", async () => {
		await run([{ csv: "out.csv" }, { json: "out.json" }]);
		unlinkSync(folder.file("out.json"));
		folder.write(
			"work.mjs",
			`import { writeFileSync } from "node:fs";
			export default () => writeFileSync(${JSON.stringify(folder.file("out.csv"))}, "mine");`,
		);
		const launched = await startRun(jobOf([{ csv: "out.csv" }, { json: "out.json" }]), options());
		const [problem] = await problemsOf(() => launched.finish());
		assert.match(problem ?? "", /out\.csv has been changed while the run was going on, and is left as it is/);
		assert.equal(folder.read("out.csv"), "mine");
		assert.equal(JSON.parse(folder.read("out.json")).length, 5);
		assert.equal(launched.run.snapshot.state, "completed");
	});

	it("hold what there is when a run is stopped, and all of it when it is resumed", async () => {
		folder.write(
			"work.mjs",
			`import { existsSync } from "node:fs";
			export default ({ id }) => {
				if (id === "3" && !existsSync(${JSON.stringify(folder.file("go"))})) throw Object.assign(new Error("stop"), { code: "EHALT" });
				return id;
			};`,
		);
		const more = { errors: { fatal: ["EHALT"] }, concurrency: 1 };
		const halted = await run({ csv: { path: "out.csv", columns: ["id", "outcome"] } }, more);
		assert.equal(halted.run.snapshot.state, "halted");
		assert.deepEqual(cells("out.csv"), [
			["id", "outcome"],
			["1", "succeeded"],
			["2", "succeeded"],
			["3", "failed"],
		]);
		folder.write("go", "");
		await (await resumeRun(halted.folder, options())).finish();
		assert.deepEqual(cells("out.csv").slice(3), [
			["3", "succeeded"],
			["12345678901234567890", "succeeded"],
			["5", "succeeded"],
		]);
	});

	it("have the last outcome of each item after retries, with the values and columns as they are then", async () => {
		const first = await run({ csv: { path: "out.csv", columns: ["id", "name", "outcome"] } });
		folder.write("rows.csv", folder.read("rows.csv").replace("bad", "bob").replace("worse", "wes"));
		jobOf({ csv: { path: "out.csv", columns: ["name", "outcome", { id: "{{ result.body.id }}" }] } });
		await (await retryRun(first.folder, options())).finish();
		const after = [
			["name", "outcome", "id"],
			["ann", "succeeded", "10"],
			["bad", "skipped", ""],
			["c, d", "succeeded", "30"],
			["wes", "succeeded", "123456789012345670000"],
			["eve", "succeeded", "50"],
		];
		assert.deepEqual(cells("out.csv"), after);
		await (await retryRun(first.folder, options({ skipped: true } as Partial<LaunchOptions>))).finish();
		assert.deepEqual(cells("out.csv"), after.with(2, ["bob", "succeeded", "20"]));
	});

	it("of a newer run are left alone by a retry, which says so", async () => {
		const first = await run({ csv: "out.csv" });
		const newer = await run({ csv: "out.csv" });
		const before = folder.read("out.csv");
		folder.write("rows.csv", folder.read("rows.csv").replace("worse", "wes"));
		await (await retryRun(first.folder, options())).finish();
		assert.equal(folder.read("out.csv"), before);
		assert.match(
			notes.join("\n"),
			new RegExp(
				`out\\.csv was written by run ${basename(newer.folder)} of trial since, and is left as it is\\. \`batchline results ${basename(first.folder)}\` has`,
			),
		);
	});

	it("that a killed process has not written are written at the job's next start, and at the next retry", async () => {
		const { folder: runFolder } = await run({ csv: "out.csv" });
		const before = folder.read("out.csv");
		const forget = () => {
			unlinkSync(folder.file("out.csv"));
			const record = readOutputs(runFolder);
			assert.ok(record);
			saveOutputs(runFolder, { ...record, writtenAt: null });
		};
		forget();
		await assert.rejects(startJob(jobOf({ csv: "out.csv" }), options(), {}), StandingError);
		assert.equal(folder.read("out.csv"), before);
		assert.match(notes.join("\n"), /Run \S+ was killed before its output was written\. Now it is: \S+out\.csv/);
		folder.write("rows.csv", folder.read("rows.csv").replace("bad", "bob").replace("worse", "wes"));
		await (await retryRun(runFolder, options({ skipped: true } as Partial<LaunchOptions>))).finish();
		const mended = folder.read("out.csv");
		forget();
		await assert.rejects(retryRun(runFolder, options()), NothingLeftError);
		assert.equal(folder.read("out.csv"), mended);
		assert.equal(existsSync(join(folder.path, ".out.csv.unfinished")), false);
	});

	it("get what the user decides on items of a run that is not running", async () => {
		const { folder: runFolder } = await run({ csv: "out.csv" });
		const outcomes = () => cells("out.csv").map((row) => row.at(-2));
		assert.deepEqual(outcomes(), ["outcome", "succeeded", "skipped", "succeeded", "failed", "succeeded"]);
		const retry = await retryRun(runFolder, options());
		await retry.finish();
		await changeStored(retry.folder, "skip", { outcome: "failed" }, options());
		assert.deepEqual(outcomes(), ["outcome", "succeeded", "skipped", "succeeded", "skipped", "succeeded"]);
		assert.match(notes.join("\n"), /Run \S+ has other outcomes now, and so has its output: \S+out\.csv/);
	});
});
