import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonl } from "../../../src/sources/jsonl.ts";
import { lines } from "../../../src/sources/lines.ts";
import { canonical, jsonText, textRuns } from "../base/jsonText.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items from lines", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	it("have the line as value, its location, and their index as key", async () => {
		const file = folder.write("names.txt", "ann\r\nbob\n");
		const source = await folder.open(lines, "names.txt");
		assert.equal(source.summary, "2 lines of names.txt");
		assert.deepEqual(await itemsOf(source), [
			{ index: 0, key: "0", value: "ann", location: { file, line: 1 }, problem: undefined },
			{ index: 1, key: "1", value: "bob", location: { file, line: 2 }, problem: undefined },
		]);
	});

	it("leave empty lines out, but count them", async () => {
		folder.write("gaps.txt", "\n\na\n\r\nb");
		assert.deepEqual(brief(await folder.items(lines, "gaps.txt")), [
			[3, "a"],
			[5, "b"],
		]);
	});

	it("are numbered consecutively across files", async () => {
		folder.write("1.txt", "a\nb\n");
		const second = folder.write("2.txt", "c\n");
		const items = await folder.items(lines, ["1.txt", "2.txt"]);
		assert.deepEqual(
			items.map(({ index, value }) => [index, value]),
			[
				[0, "a"],
				[1, "b"],
				[2, "c"],
			],
		);
		assert.deepEqual(items[2]?.location, { file: second, line: 1 });
	});

	it("are none where the file is empty", async () => {
		folder.write("empty.txt", "");
		const source = await folder.open(lines, "empty.txt");
		assert.deepEqual(source.total(), { count: 0, exact: true });
		assert.deepEqual(await itemsOf(source), []);
	});

	it("go on after a line that is no UTF-8", async () => {
		folder.write("latin1.txt", Buffer.from("a\ncaf\xe9\nb\n", "latin1"));
		assert.deepEqual(brief(await folder.items(lines, "latin1.txt")), [
			[1, "a"],
			[2, 'Line 2 is not valid UTF-8: save the file as UTF-8, or name its "encoding" ("windows-1252", for example).'],
			[3, "b"],
		]);
	});
});

describe("items from JSONL", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	it("have the value of their line, whatever it is", async () => {
		folder.write("all.jsonl", '{"a":1}\r\n[2]\n\n"three"\n4\nnull\n  \ntrue');
		assert.deepEqual(brief(await folder.items(jsonl, "all.jsonl")), [
			[1, { a: 1 }],
			[2, [2]],
			[4, "three"],
			[5, 4],
			[6, null],
			[8, true],
		]);
	});

	it("have all digits of their numbers, whatever the line", async function () {
		this.timeout(60_000 + textRuns.numRuns * 200);
		const texts = fc.array(jsonText, { minLength: 1, maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(texts, async (lines) => {
				folder.write("numbers.jsonl", lines.join("\n"));
				const items = await folder.items(jsonl, "numbers.jsonl");
				assert.deepEqual(
					items.map(({ value, problem }) => problem ?? JSON.stringify(value)),
					lines.map(canonical),
				);
			}),
			textRuns,
		);
	});

	it("say what is wrong with a line, show it, and go on", async () => {
		folder.write("bad.jsonl", '{"a":1}\n{"a":}\n{"a":3}\n');
		const items = await folder.items(jsonl, "bad.jsonl");
		assert.deepEqual(
			items.map(({ value }) => value),
			[{ a: 1 }, '{"a":}', { a: 3 }],
		);
		assert.match(items[1]?.problem ?? "", /^Line 2 is not valid JSON: Unexpected token '}'.*\.$/);
	});

	it("show the beginning of a long line that is wrong", async () => {
		folder.write("long.jsonl", `${"x".repeat(5000)}\n`);
		const [item] = await folder.items(jsonl, "long.jsonl");
		assert.equal(String(item?.value).length, 1001);
	});

	it("are the same at every reading", async () => {
		folder.write("twice.jsonl", "1\n2\n3\n");
		const source = await folder.open(jsonl, ["twice.jsonl"]);
		assert.deepEqual(await itemsOf(source), await itemsOf(source));
	});
});
