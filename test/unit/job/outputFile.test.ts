import assert from "node:assert/strict";
import { existsSync, linkSync, mkdirSync, symlinkSync } from "node:fs";
import { startRun } from "../../../src/job/launch/launch.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("a job's output", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", "export default (item) => item;");
	});

	afterEach(() => folder.dispose());

	const contents = {
		"rows.csv": "id,name\n1,one\n2,two\n",
		"list.json": '[{ "id": 1 }, { "id": 2 }]',
		"names.txt": "one\ntwo\n",
		"lines.jsonl": '{ "id": 1 }\n{ "id": 2 }\n',
		"more.txt": "three\n",
	} as const;
	const sources: Readonly<Record<string, readonly [guarded: keyof typeof contents, items: object]>> = {
		csv: ["rows.csv", { csv: "rows.csv" }],
		"csv with options": ["rows.csv", { csv: { path: "rows.csv", delimiter: "," } }],
		json: ["list.json", { json: "list.json" }],
		jsonl: ["lines.jsonl", { jsonl: "lines.jsonl" }],
		lines: ["names.txt", { lines: "names.txt" }],
		"a list of files": ["more.txt", { lines: ["names.txt", "more.txt"] }],
		"a list of files, by another spelling": ["more.txt", { lines: ["names.txt", "./sub/../more.txt"] }],
		files: ["names.txt", { files: "*.txt" }],
	};
	const names: Readonly<Record<string, (target: string) => string>> = {
		"its own name": (target) => target,
		"another spelling": (target) => `./sub/../${target}`,
		"a symbolic link": (target) => {
			symlinkSync(target, folder.file("out"));
			return "out";
		},
		"a link to a link": (target) => {
			symlinkSync(target, folder.file("between"));
			symlinkSync("between", folder.file("out"));
			return "out";
		},
		"a hard link": (target) => {
			linkSync(folder.file(target), folder.file("out"));
			return "out";
		},
		"a linked folder": (target) => {
			symlinkSync(".", folder.file("here"));
			return `here/${target}`;
		},
	};
	const refusedFor = async (items: object, target: string, nameOf: (target: string) => string) => {
		mkdirSync(folder.file("sub"));
		for (const [name, content] of Object.entries(contents)) folder.write(name, content);
		const before = folder.read(target);
		const job = folder.job({ items, run: { module: "work.mjs" }, output: { jsonl: nameOf(target) } });
		const [problem, ...others] = await problemsOf(() => startRun(job, folder.options()));
		assert.deepEqual(others, []);
		assert.equal(folder.read(target), before);
		assert.equal(existsSync(folder.runsFolder), false);
		return problem ?? "";
	};

	for (const [what, nameOf] of Object.entries(names)) {
		for (const [source, [target, items]] of Object.entries(sources)) {
			it(`is never the source (${source}) by ${what}`, async () => {
				assert.match(await refusedFor(items, target, nameOf), /is what the items are read from; .* overwrite it/);
			});
		}

		it(`is never the job file by ${what}`, async () => {
			folder.write("trial.batch.json", "{}");
			const problem = await refusedFor({ lines: "names.txt" }, "trial.batch.json", nameOf);
			assert.match(problem, /^\d+:\d+ That is the job file itself/);
		});

		it(`is never the module by ${what}`, async () => {
			const problem = await refusedFor({ lines: "names.txt" }, "work.mjs", nameOf);
			assert.match(problem, /^\d+:\d+ .* is the module that the job runs/);
		});
	}

	it("is never the source that is a link to it", async () => {
		folder.write("real.csv", contents["rows.csv"]);
		symlinkSync("real.csv", folder.file("items.csv"));
		const job = folder.job({
			items: { csv: "items.csv" },
			run: { module: "work.mjs" },
			output: { jsonl: "real.csv" },
		});
		const [problem] = await problemsOf(() => startRun(job, folder.options()));
		assert.match(problem ?? "", /is what the items are read from/);
		assert.equal(folder.read("real.csv"), contents["rows.csv"]);
	});

	it("is never the document that items were selected in, by a link to it", async () => {
		const file = folder.write("names.txt", contents["names.txt"]);
		symlinkSync("names.txt", folder.file("out"));
		const job = folder.job({ items: { selection: "lines" }, run: { module: "work.mjs" }, output: { jsonl: "out" } });
		const selection = { text: "one\ntwo\n", file, firstLine: 1 };
		const [problem] = await problemsOf(() => startRun(job, folder.options({ selection })));
		assert.match(problem ?? "", /is what the items are read from/);
	});

	it("may be any other file, also one with results of the same job", async () => {
		folder.write("names.txt", contents["names.txt"]);
		const job = folder.job({
			items: { lines: "names.txt" },
			run: { module: "work.mjs" },
			output: { jsonl: "old.jsonl" },
		});
		for (let times = 0; times < 2; times++) {
			await (await startRun(job, folder.options())).finish();
			assert.deepEqual(
				folder.lines("old.jsonl").map(({ result }) => result),
				["one", "two"],
			);
		}
	});
});
