import assert from "node:assert/strict";
import { UsageError } from "../../../src/base/usageError.ts";
import { readDecisions } from "../../../src/job/launch/inDoubt/decisionsFile.ts";
import { TrialFolder } from "./trialJob.ts";

const runId = "20261123-140501-7k3f";
const inDoubt = [
	{ index: 3, key: "ann" },
	{ index: 5, key: "bob" },
	{ index: 8, key: "bob" },
	{ index: 9, key: "9" },
];

describe("a file with decisions about items in doubt", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
	});

	afterEach(() => folder.dispose());

	const read = (text: string) => readDecisions(folder.write("decisions.jsonl", text), inDoubt, runId);

	const refused = async (text: string) => {
		const error = await read(text).then(
			() => assert.fail("It was taken."),
			(thrown: unknown) => thrown,
		);
		assert.ok(error instanceof UsageError);
		const [{ line, message } = assert.fail()] = error.problems;
		return `${line}: ${message}`;
	};

	it("decides by index or by key, and leaves the others for later", async () => {
		const lines = ['{"index":9,"decision":"done"}', "", '{"key":"ann","decision":"retry"}', '{"index":5,"key":"bob"}'];
		const decisions = await read(`\uFEFF${lines.join("\r\n")}`);
		assert.deepEqual(
			[...decisions],
			[
				[3, "retry"],
				[5, "later"],
				[8, "later"],
				[9, "done"],
			],
		);
	});

	it("may be the list of failed items, with decisions in it", async () => {
		const decisions = await read(
			'{"index":1,"key":"eve","outcome":"failed","value":1}\n{"index":3,"key":"ann","outcome":"interrupted","decision":"skip"}\n',
		);
		assert.equal(decisions.get(3), "skip");
	});

	for (const [what, text, expected] of [
		["what is not JSON", '{"index":3,"decision":"skip"}\n{"index":5', /^2: The line is not JSON/],
		["what is no object", "7\n", /^1: Expected an object with "index" or "key"\.$/],
		[
			"another decision",
			'{"index":3,"decision":"redo"}',
			/^1: "redo" is no decision: expected one of "retry", "skip", /,
		],
		["an item that is not in doubt", '\n{"index":4,"decision":"skip"}', /^2: Item 4 is not in doubt in run 20261123/],
		[
			"a failed item with a decision",
			'{"index":1,"outcome":"failed","decision":"retry"}',
			/^1: Item 1 is not in doubt/,
		],
		["an unknown key", '{"key":"eve","decision":"skip"}', /^1: The item with the key "eve" is not in doubt/],
		["an index with another key", '{"index":3,"key":"bob","decision":"skip"}', /^1: Item 3 with the key "bob" is not/],
		["a key of several items", '{"key":"bob","decision":"skip"}', /^1: 2 items in doubt have the key "bob": say which/],
		[
			"an item twice",
			'{"index":3,"decision":"skip"}\n{"key":"ann","decision":"done"}',
			/^2: Item 3 stands in line 1, too/,
		],
	] as const) {
		it(`is refused with the line of ${what}`, async () => assert.match(await refused(text), expected));
	}
});
