import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { UsageError } from "../../../src/base/usageError.ts";
import { readJobFile, readJobText } from "../../../src/job/file/readJob.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

const origin = { file: "/jobs/posts.batch.json", baseFolder: "/jobs" };
const good = { items: { csv: "posts.csv" }, run: { module: "post.js" } };

function read(text: string) {
	return readJobText(text, origin);
}

/** A good job with these keys besides. */
function withKeys(keys: object): string {
	return JSON.stringify({ ...good, ...keys });
}

async function messagesOf(text: string): Promise<readonly string[]> {
	return (await problemsOf(() => read(text))).map((problem) => problem.replace(/^\d+:\d+ /, ""));
}

describe("a job's text", () => {
	it("may hold comments and trailing commas", () => {
		const job = read('{\n// items\n"items": { "csv": "posts.csv", }, /* run */ "run": { "module": "post.js" },\n}');
		assert.deepEqual(job.definition, good);
		assert.equal(job.name, "posts");
	});

	it("is read to the end, and every problem is reported with its location", async () => {
		const text = `{
	"name": "Posts",
	"items": { "csv": { "path": "posts.csv", "delimitr": ";" } },
	"run": { "module": "post.js" },
	"concurency": 4,
	"retry": { "attempts": "3" },
	"timeout": "soon"
}`;
		assert.deepEqual(await problemsOf(() => read(text)), [
			'3:43 Unknown key "delimitr" in "items.csv". Did you mean "delimiter"?',
			'5:2 Unknown key "concurency". Did you mean "concurrency"?',
			'6:25 "retry.attempts": expected a whole number from 1 to 1,000, found the string "3". Write 3 without quotes.',
			'7:13 "timeout": expected a duration such as "500ms", "30s", "2m" or "1h", found the string "soon".',
		]);
	});

	it("has its problems underlined to their length, in the file that it came from", () => {
		assert.throws(
			() => read('{ "items": { "csv": "a" }, "run": { "module": "b" }, "concurency": 4 }'),
			(error) => {
				assert.ok(error instanceof UsageError);
				const [problem] = error.problems;
				assert.deepEqual([problem?.file, problem?.length], [origin.file, '"concurency"'.length]);
				return true;
			},
		);
	});

	for (const [what, text, message] of [
		["nothing", "", "1:1 The job is empty."],
		["only a comment", "// to do\n", "1:1 The job is empty."],
		["no JSON at all", "name: posts", "1:1 This is not JSON: it begins with name."],
		["an object that is not closed", '{\n"items": {', "2:11 An object is not closed: expected }."],
		["a key without quotes", "{ items: {} }", "1:3 Not JSON: items. Keys and strings need double quotes"],
		["a text that is not closed", '{\n"name": "x,\n"items": {}}', "2:9 A text is not closed"],
		["a list", "[1]", "1:1 The job: expected an object, found a list."],
		["two values", `${JSON.stringify(good)} {}`, "Expected the end after the job's object, found {."],
	] as const) {
		it(`that is ${what} is refused with one message`, async () => {
			const problems = await problemsOf(() => read(text));
			assert.equal(problems.length, 1);
			assert.ok(problems[0]?.includes(message), problems[0]);
		});
	}

	it("that misses a comma is checked anyway", async () => {
		const problems = await problemsOf(() => read('{ "items": { "csv": "a" }\n"run": { "module": 4 } }'));
		assert.deepEqual(problems, [
			'2:1 Expected a comma before "run".',
			'2:20 "run.module": expected a string or an object, found 4.',
		]);
	});

	it("that is nested endlessly is refused", async () => {
		assert.deepEqual(await problemsOf(() => read("[".repeat(100_000))), ["The job is nested too deeply to be read."]);
	});

	it("that has a key twice is refused, wherever it is", async () => {
		const text =
			'{ "items": { "csv": "a" },\n"run": { "module": { "path": "b", "path": "c" } },\n"items": { "csv": "d" } }';
		assert.deepEqual(await problemsOf(() => read(text)), [
			'2:35 The key "path" is there twice; the first is on line 2. Remove one of them.',
			'3:1 The key "items" is there twice; the first is on line 1. Remove one of them.',
		]);
	});

	it("is not taken in by a key named __proto__", async () => {
		const [problem] = await messagesOf(
			'{ "items": { "csv": "a" }, "run": { "module": "b" }, "__proto__": { "name": "x" } }',
		);
		assert.match(problem ?? "", /^Unknown key "__proto__"/);
	});
});

describe("the kinds of a job", () => {
	it("must be there", async () => {
		const problems = await messagesOf("{}");
		assert.equal(problems.length, 2);
		assert.match(problems[0] ?? "", /^"items" is missing: expected an object with "selection", .* or "\w+"\.$/);
		assert.match(problems[1] ?? "", /^"run" is missing: expected an object with /);
	});

	it("must be one of each", async () => {
		const [items, run] = await problemsOf(() => read('{ "items": { "csv": "a", "jsonl": "b" }, "run": {} }'));
		assert.equal(items, '1:26 "items.jsonl": expected only one kind, found "jsonl" beside "csv". Remove one of them.');
		assert.match(run ?? "", /^1:49 "run": expected one of .*, found an empty object\.$/);
	});

	it("that nobody knows are reported once, with a suggestion", async () => {
		assert.deepEqual(await messagesOf('{ "items": { "csv": "a" }, "run": { "modul": "b" } }'), [
			'Unknown key "modul" in "run". Did you mean "module"?',
		]);
	});

	it("have their own settings checked", async () => {
		assert.deepEqual(await messagesOf('{ "items": { "csv": 4 }, "run": { "module": { "threads": 0 } } }'), [
			'"items.csv": expected a string, a list or an object, found 4.',
			'"run.module.path" is missing: expected a string.',
			'"run.module.threads": expected a whole number from 1 to 256, found 0.',
		]);
	});
});

describe("a planned feature", () => {
	const planned: readonly (readonly [string, string])[] = [
		...["canary", "rollback", "schedule", "on"].map((key) => [withKeys({ [key]: {} }), `"${key}" is not`] as const),
		...["editor", "file", "prompt", "sql", "steps"].map(
			(kind) => [JSON.stringify({ ...good, run: { [kind]: "x" } }), `"${kind}" in "run" is not`] as const,
		),
		...["file", "editor"].map(
			(kind) => [withKeys({ output: { [kind]: "x" } }), `"${kind}" in "output" is not`] as const,
		),
		[withKeys({ output: [{ csv: "x" }, { editor: "x" }] }), '"editor" in "output[1]" is not'],
		...["auth", "form", "keep", "multipart", "poll", "query", "resultKey", "results", "save"].map(
			(key) =>
				[
					JSON.stringify({ ...good, run: { http: { url: "http://localhost", [key]: "x" } } }),
					`"${key}" in "run.http" is not`,
				] as const,
		),
		[JSON.stringify({ ...good, run: { command: { run: "ls", stdout: "x" } } }), '"stdout" in "run.command" is not'],
		...["cost", "tokens"].map((key) => [withKeys({ halt: { [key]: 1 } }), `"${key}" in "halt" is not`] as const),
	];
	for (const [text, beginning] of planned) {
		it(`is named as such: ${beginning} supported yet`, async () => {
			const problems = await messagesOf(text);
			assert.equal(problems.length, 1, problems.join("\n"));
			assert.ok(problems[0]?.startsWith(`${beginning} supported yet. `), problems[0]);
		});
	}
});

describe("the policies of a job", () => {
	for (const [keys, message] of [
		[{ concurrency: 0 }, '"concurrency": expected a whole number from 1 to 1,000 or "auto", found 0.'],
		[
			{ concurrency: "autos" },
			'"concurrency": expected a whole number from 1 to 1,000 or "auto", found the string "autos". Did you mean "auto"?',
		],
		[
			{ batchSize: "4" },
			'"batchSize": expected a whole number from 1 to 1,000,000 or "auto", found the string "4". Write 4 without quotes.',
		],
		[{ batchSize: 1.5 }, '"batchSize": expected a whole number from 1 to 1,000,000 or "auto", found 1.5.'],
		[
			{ rateLimit: { perSecond: 1, perMinute: 1 } },
			'"rateLimit.perMinute": expected "perSecond", "perMinute" or "limit", found both. Keep one of them.',
		],
		[{ rateLimit: { burst: 2 } }, '"rateLimit": expected "perSecond", "perMinute" or "limit", found none.'],
		[
			{ rateLimit: { limit: "openai", burst: 2 } },
			'"rateLimit.burst": belongs to the limit itself, in the setting "batchline.limits". Remove it here.',
		],
		[{ rateLimit: { perSecond: 0 } }, '"rateLimit.perSecond": expected a number above 0, at most 10,000, found 0.'],
		[
			{ retry: { jitter: "true" } },
			'"retry.jitter": expected true or false, found the string "true". Write true without quotes.',
		],
		[
			{ retry: { minDelay: 5 } },
			'"retry.minDelay": expected a duration such as "500ms", "30s", "2m" or "1h", found 5.',
		],
		[{ timeout: "0s" }, '"timeout": expected a duration above "0s".'],
		[{ timeout: "25h" }, '"timeout": expected a duration of at most "24h".'],
		[{ halt: { failureRate: 2 } }, '"halt.failureRate": expected a number above 0, at most 1, found 2.'],
		[
			{ alerts: {} },
			'"alerts": expected one or more of "successRateBelow": 0.9, "rateDropAbove": 0.5, "memoryAbove": 0.8, found an empty object.',
		],
		[
			{ alerts: { successRateBelow: 90 } },
			'"alerts.successRateBelow": expected a number above 0, at most 1 or an object, found 90.',
		],
		[{ alerts: { memoryAbove: { at: 0 } } }, '"alerts.memoryAbove.at": expected a number above 0, at most 1, found 0.'],
		[
			{ alerts: { rateDropAbove: { at: 0.5, do: "stop" } } },
			'"alerts.rateDropAbove.do": expected "notify", "pause" or "halt", found the string "stop".',
		],
		[
			{ alerts: { successRateBellow: 0.9 } },
			'Unknown key "successRateBellow" in "alerts". Did you mean "successRateBelow"?',
		],
		[
			{ alerts: { memoryAbove: { above: 0.9 } } },
			'Unknown key "above" in "alerts.memoryAbove". Known are "at" and "do".',
		],
		[{ checkpoint: { everyBatch: 5 } }, 'Unknown key "everyBatch" in "checkpoint". Did you mean "everyBatches"?'],
		[
			{ errors: { skip: [42] } },
			'"errors.skip[0]": expected an HTTP status, from 100 to 599. An exit code is written as "exit:3".',
		],
		[{ errors: { skip: ["exit:x"] } }, '"errors.skip[0]": expected an exit code such as "exit:3", found "exit:x".'],
		[
			{ errors: { fatal: ["/[/"] } },
			'"errors.fatal[0]": Invalid regular expression: /[/: Unterminated character class.',
		],
		[
			{ errors: { fatal: ["/x"] } },
			'"errors.fatal[0]": expected a regular expression between slashes, such as "/timed? out/i", found "/x".',
		],
		[{ errors: { retry: 429 } }, '"errors.retry": expected a list, found 429.'],
		[
			{ interrupted: "retyr" },
			'"interrupted": expected "retry", "skip" or "ask", found the string "retyr". Did you mean "retry"?',
		],
		[{ key: "" }, '"key": expected a template, found an empty string.'],
		[{ name: null }, '"name": expected a string, found null.'],
	] as const) {
		it(`are refused where they make no sense: ${JSON.stringify(keys)}`, async () => {
			assert.deepEqual(await messagesOf(withKeys(keys)), [message]);
		});
	}

	it("are taken where they do", () => {
		const keys = {
			$schema: "x",
			retry: { attempts: 1, minDelay: "0s", maxDelay: "1.5m", factor: 1, jitter: false },
			errors: { retry: ["/busy|locked/i", "ETIMEDOUT"], skip: [404, "23505"], fatal: ["exit:3", "AuthError"] },
			halt: { failures: 5, failureRate: 1, minItems: 1 },
			alerts: { successRateBelow: 1, rateDropAbove: { do: "halt" }, memoryAbove: { at: 0.5, do: "pause" } },
			interrupted: "retry",
			output: { jsonl: "out.jsonl" },
		};
		assert.deepEqual(read(withKeys(keys)).definition, { ...good, ...keys });
	});
});

describe("a job file", () => {
	let folder: TrialFolder;
	beforeEach(() => {
		folder = new TrialFolder();
	});
	afterEach(() => folder.dispose());

	it("is named after its file, and its folder is where paths start", async () => {
		const path = folder.write("fix posts.batch.json", `\uFEFF${JSON.stringify(good)}`);
		const job = await readJobFile(path);
		assert.deepEqual([job.name, job.file, job.baseFolder], ["fix posts", path, folder.path]);
	});

	it("that does not exist is reported with a similar name", async () => {
		folder.write("posts.batch.json", "{}");
		assert.deepEqual(await problemsOf(() => readJobFile(folder.file("post.batch.json"))), [
			`There is no job file ${folder.file("post.batch.json")}. Did you mean "posts.batch.json"?`,
		]);
		assert.deepEqual(await problemsOf(() => readJobFile(folder.file("posts"))), [
			`There is no job file ${folder.file("posts")}. Did you mean "posts.batch.json"?`,
		]);
	});

	it("that is a folder is reported with the job files in it", async () => {
		mkdirSync(folder.file("jobs"));
		folder.write("jobs/a.batch.json", "{}");
		assert.deepEqual(await problemsOf(() => readJobFile(folder.file("jobs"))), [
			`${folder.file("jobs")} is a folder; expected a job file. The job files in it: a.batch.json.`,
		]);
	});

	it("that is not UTF-8 is reported with the location of the first wrong byte", async () => {
		const path = folder.write("posts.batch.json", Buffer.from('{\n"name": "caf\u00e9"}', "latin1"));
		assert.deepEqual(await problemsOf(() => readJobFile(path)), ["2:13 The job file is not UTF-8. Save it as UTF-8."]);
	});
});
