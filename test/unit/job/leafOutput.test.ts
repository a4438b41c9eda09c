import assert from "node:assert/strict";
import { startRun } from "../../../src/job/launch/launch.ts";
import { copyWithLeaves } from "../../../src/sinks/files/leafCopy.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

const source = `\uFEFF{
    "title" : "Hello" ,\r
    "hidden": true,
    "z": { "a~/b": [ "one" , 19.90, 12345678901234567890 ], "none": {}, "empty": [] },
    "a": "Grüße, \\u00fc",	"same": "x", "same": "y"
}
`;

describe("a copy of the items' file with other leaves", () => {
	let folder: TrialFolder;
	let notes: string[];

	beforeEach(() => {
		folder = new TrialFolder();
		notes = [];
		folder.write("en.json", source);
		folder.write(
			"work.mjs",
			`export default ({ value }) => {
				if (value === "one") throw new TypeError("no");
				return typeof value === "string" ? { text: value.toUpperCase() + '"' } : {};
			};`,
		);
	});

	afterEach(() => folder.dispose());

	const run = async (output: unknown, items: object = {}) => {
		const note = (text: string) => void notes.push(text);
		const job = folder.job({
			items: { json: { path: "en.json", each: "leaf" }, ...items },
			run: { module: "work.mjs" },
			output,
		});
		await (await startRun(job, folder.options({ log: { info: note, warn: note, error: note } }))).finish();
	};

	it("differs from it in the leaves alone, and keeps those whose items have no result, which is told", async () => {
		await run(
			{ json: { path: "de.json", like: "en.json", value: "{{ result.text }}" } },
			{ where: "item.value != true" },
		);
		const expected = source
			.replace('"Hello"', '"HELLO\\""')
			.replace('"Grüße, \\u00fc"', '"GRÜSSE, Ü\\""')
			.replace('"x"', '"X\\""')
			.replace('"y"', '"Y\\""');
		assert.equal(folder.read("de.json"), expected);
		assert.deepEqual(
			notes.filter((note) => note.includes("de.json")).map((note) => note.replace(/^.*?de\.json: /, "")),
			[
				'The value is empty for 2 items, such as item 2: result has no field "text". It has no fields.',
				"3 values whose items have no result, such as /z/a~0~1b/0: what en.json has there is kept",
				"1 value which no item stands for, such as /hidden: what en.json has there is kept",
			],
		);
	});

	it("is refused where the items are no leaves, where it is none of the items' file, and in another order", async () => {
		folder.write("other.json", '{ "title": "Hello" }');
		const like = (name: string) => ({ json: { path: "de.json", like: name } });
		assert.match(
			(await problemsOf(() => run(like("en.json"), { json: { path: "en.json", each: "entry" } }))).join(),
			/"each": "leaf"/,
		);
		assert.match((await problemsOf(() => run(like("e.json")))).join(), /There is no file \S+e\.json/);
		const completion = { ...like("en.json"), order: "completion" };
		assert.match((await problemsOf(() => run(completion))).join(), /Remove "order"/);
		assert.match(
			(await problemsOf(() => run(like("other.json")))).join(),
			/other\.json has no value at \/hidden, where item 1/,
		);
		assert.throws(() => folder.read("de.json"), /ENOENT/);
	});

	it("is the same wherever the file is cut into blocks, and is none of half a file", async () => {
		const file = folder.write("long.json", JSON.stringify({ ü: Array.from({ length: 40_000 }, (_, n) => [n, "ü😀"]) }));
		const copied: string[] = [];
		await copyWithLeaves(
			file,
			async (pointer) => (pointer.endsWith("/1") ? '"x"' : undefined),
			async (text) => void copied.push(text),
		);
		assert.equal(copied.join(""), folder.read("long.json").replaceAll("ü😀", "x"));
		assert.ok(copied.length > 1);
		folder.write("long.json", '{ "a": [1, 2');
		await assert.rejects(
			copyWithLeaves(
				file,
				async () => undefined,
				async () => undefined,
			),
			/long\.json could not be copied: it ends too early/,
		);
	});
});
