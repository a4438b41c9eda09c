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

	const unreachable: Readonly<Record<string, readonly [output: string, makeLinks: () => void, expected: RegExp]>> = {
		"a link to itself": [
			"out",
			() => symlinkSync("out", folder.file("out")),
			/out cannot be opened, as links .* circle/,
		],
		"in a folder that is one of two links to each other": [
			"one/out",
			() => {
				symlinkSync("two", folder.file("one"));
				symlinkSync("one", folder.file("two"));
			},
			/one\/out cannot be opened, as links .* circle.*Remove the link/,
		],
		"a file with too long a name": [`${"n".repeat(280)}.jsonl`, () => undefined, /too long .* shorter name/],
		"in a folder with too long a name": [`${"d".repeat(270)}/out`, () => undefined, /too long .* shorter name/],
		"a link to a link into a missing folder": [
			"out",
			() => {
				symlinkSync("next", folder.file("out"));
				symlinkSync("missing/out", folder.file("next"));
			},
			/out cannot be made: it is a link to \S+\/missing\/out, whose folder is missing\. Make that folder/,
		],
		"deep in a link to a missing folder": [
			"link/deep/out",
			() => symlinkSync("missing", folder.file("link")),
			/deep\/out cannot be made: \S+\/link is a link to \S+\/missing, which is missing\. Make that folder/,
		],
	};
	for (const [what, [output, makeLinks, expected]] of Object.entries(unreachable)) {
		it(`is refused before anything runs where it is ${what}`, async function () {
			if (process.platform === "win32") this.skip();
			folder.write("names.txt", contents["names.txt"]);
			folder.write(
				"work.mjs",
				'import { writeFileSync } from "node:fs"; export default () => writeFileSync(new URL("ran", import.meta.url), "");',
			);
			makeLinks();
			const job = folder.job({
				items: { lines: "names.txt" },
				run: { module: "work.mjs" },
				output: { jsonl: output },
			});
			const { finish } = await startRun(job, folder.options());
			const [problem, ...others] = await problemsOf(finish);
			assert.match(problem ?? "", expected);
			assert.match(problem ?? "", /^9:\d+ /, "at the output");
			assert.deepEqual(others, []);
			assert.equal(existsSync(folder.file("ran")), false);
			assert.deepEqual(folder.runs, []);
		});
	}

	it("is made where it is a link to a file that is not there", async () => {
		folder.write("names.txt", contents["names.txt"]);
		mkdirSync(folder.file("sub"));
		symlinkSync("sub/real", folder.file("out"));
		const job = folder.job({ items: { lines: "names.txt" }, run: { module: "work.mjs" }, output: { jsonl: "out" } });
		await (await startRun(job, folder.options())).finish();
		assert.equal(folder.lines("sub/real").length, 2);
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
