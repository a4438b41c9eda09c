import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonLeaf } from "../../../src/base/jsonLeaves.ts";
import { SettingsError } from "../../../src/base/settingsError.ts";
import type { Item } from "../../../src/engine/model/item.ts";
import { JsonReader } from "../../../src/sources/formats/json/jsonReader.ts";
import { json } from "../../../src/sources/json.ts";
import { ItemCollector } from "../../../src/sources/reading/itemCollector.ts";
import { textInput } from "../../../src/sources/reading/textInput.ts";
import { canonical, jsonText, textRuns } from "../base/jsonText.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items from JSON", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	const failure = async (text: string, pointer?: string): Promise<SettingsError> => {
		folder.write("bad.json", text);
		const error = await folder.open(json, { path: "bad.json", pointer }).catch((thrown: unknown) => thrown);
		assert.ok(error instanceof SettingsError, String(error));
		assert.deepEqual(error.path, ["path"]);
		return error;
	};

	it("are the elements of the list, located at their first line", async () => {
		folder.write("posts.json", '\ufeff[\n  { "a": 1,\n "b": [] }, 2,\n\n "three", null, [\n4]\n]\n');
		const source = await folder.open(json, "posts.json");
		assert.equal(source.summary, "5 elements of posts.json");
		assert.deepEqual(brief(await itemsOf(source)), [
			[2, { a: 1, b: [] }],
			[3, 2],
			[5, "three"],
			[5, null],
			[5, [4]],
		]);
	});

	it("may be the members of an object, with their names as keys", async () => {
		folder.write("de.json", '{\n"a": { "x/y": "eins", "z": [1.50, "zwei"] },\n"b": null, "c": {}\n}');
		const source = await folder.open(json, { path: "de.json", each: "entry" });
		assert.equal(source.summary, "3 members of de.json");
		const items = await itemsOf(source);
		assert.equal(
			JSON.stringify(items.map(({ key, value, location }) => [key, location?.line, value])),
			'[["a",2,{"key":"a","value":{"x/y":"eins","z":[1.50,"zwei"]}}],["b",3,{"key":"b","value":null}],["c",3,{"key":"c","value":{}}]]',
		);
	});

	it("may be the leaves, with their pointers as keys", async () => {
		folder.write("de.json", '{\n"a": { "x/y": "eins", "z": [1.50, "zwei", [true]] },\n"b": null, "c": {}, "d": []\n}');
		const leaves = async (pointer: string) => {
			const items = await folder.items(json, { path: "de.json", pointer, each: "leaf" });
			return JSON.stringify(items.map(({ key, value, location }) => [key, location?.line, (value as JsonLeaf).value]));
		};
		assert.equal(
			await leaves(""),
			'[["/a/x~1y",2,"eins"],["/a/z/0",2,1.50],["/a/z/1",2,"zwei"],["/a/z/2/0",2,true],["/b",3,null]]',
		);
		assert.equal(await leaves("/a/z"), '[["/a/z/0",2,1.50],["/a/z/1",2,"zwei"],["/a/z/2/0",2,true]]');
	});

	it("have to be there in the shape that is asked for", async () => {
		folder.write("bad.json", "[1]");
		await assert.rejects(
			folder.open(json, { path: "bad.json", each: "entry" }),
			/Expected an object in bad\.json, but there is a list/,
		);
		folder.write("bad.json", "5 ");
		await assert.rejects(
			folder.open(json, { path: "bad.json", each: "leaf" }),
			/Expected a list or an object in bad\.json/,
		);
		for (const text of [
			'{"a" 1}',
			'{"a":}',
			'{"a":1 "b":2}',
			"[1,]",
			'{"a":1,}',
			"[1}",
			'{"a":[1}}',
			"{1:2}",
			'{"a":1}x',
			'{"a":1}{',
		]) {
			folder.write("bad.json", text);
			await assert.rejects(folder.open(json, { path: "bad.json", each: "leaf" }), /is no valid JSON/, text);
		}
		folder.write("bad.json", '{"a":[1');
		await assert.rejects(
			folder.open(json, { path: "bad.json", each: "leaf" }),
			/ends \(at line 1\) before its content does/,
		);
		folder.write("bad.json", `${"[".repeat(1_100)}1${"]".repeat(1_100)}`);
		await assert.rejects(folder.open(json, { path: "bad.json", each: "leaf" }), /nested more than 1,000 deep/);
	});

	it("may be none", async () => {
		folder.write("none.json", " [ ] ");
		assert.deepEqual((await folder.open(json, "none.json")).total(), { count: 0, exact: true });
	});

	it("have all digits of their numbers, whatever the JSON and wherever its blocks end", async function () {
		this.timeout(60_000 + textRuns.numRuns * 200);
		const texts = fc.array(jsonText, { minLength: 1, maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(texts, fc.integer({ min: 1, max: 40 }), async (elements, blockBytes) => {
				const collected = new ItemCollector();
				const reader = new JsonReader(textInput("", "x.json", 1), collected, "");
				const bytes = Buffer.from(`[${elements.join(",\n")}]`);
				for (let at = 0; at < bytes.length; at += blockBytes) reader.push(bytes.subarray(at, at + blockBytes));
				reader.end();
				assert.deepEqual(
					collected.take().map(({ value }) => JSON.stringify(value)),
					elements.map(canonical),
				);
			}),
			textRuns,
		);
	});

	it("come from where the pointer leads", async () => {
		folder.write("deep.json", '{"x":[[]],"a.b":{"c/d":[{"*":[0]},{"y":{}, "*":[1,2]}]},"z":[3]}');
		const source = await folder.open(json, { path: "deep.json", pointer: "/a.b/c~1d/1/*" });
		assert.equal(source.summary, "2 elements of deep.json at /a.b/c~1d/1/*");
		assert.deepEqual(
			(await itemsOf(source)).map(({ value }) => value),
			[1, 2],
		);
	});

	it("need a list; the error says what is there instead", async () => {
		const root = await failure('{"data":[]}');
		assert.equal(root.message, "Expected a list in bad.json, but there is an object.");
		assert.match(root.suggestion ?? "", /"pointer"/);
		const below = await failure('{"data":"text"}', "/data");
		assert.equal(below.message, 'Expected a list in bad.json at "/data", but there is a string.');
	});

	it("need a pointer that leads somewhere", async () => {
		const misspelled = await failure('{"a":{"id":1,"items":[]}}', "/a/item");
		assert.equal(misspelled.message, 'Expected a list in bad.json at "/a/item", but "/a" has no "item".');
		assert.equal(misspelled.suggestion, 'Did you mean "items"?');
		assert.match((await failure("[[1]]", "/1")).message, /but the document has no element 1\.$/);
		assert.match((await failure("[]", "/0")).message, /but the document has no element 0\.$/);
		assert.match((await failure('{"a":5}', "/a/b")).message, /but "\/a" is a number\.$/);
		assert.match((await failure("{}", "/a")).message, /but the document has no "a"\.$/);
	});

	it("need valid JSON; the error names the line that is not", async () => {
		const message = async (text: string, pointer?: string) => (await failure(text, pointer)).message;
		assert.equal(await message("[1,\n2,\nx]"), 'bad.json is no valid JSON: unexpected "x" in line 3.');
		assert.equal(await message("[1,\n2\n3]"), "bad.json is no valid JSON: unexpected 3 in line 3.");
		assert.equal(await message('[{"a":\n]'), 'bad.json is no valid JSON: unexpected "]" in line 2.');
		assert.equal(await message("[1]\n[2]"), 'bad.json is no valid JSON: unexpected "[" in line 2.');
		const deep = `[1,\n${"[".repeat(1_001)}`;
		assert.equal(await message(deep), "bad.json, line 2: lists and objects are nested more than 1,000 deep.");
		assert.equal(await message('[1,\n"open'), "bad.json ends (at line 2) before its list does.");
		assert.equal(await message(""), "bad.json is empty; expected a JSON list.");
		assert.match(await message('{"a":[1}', "/a"), /unexpected "}" in line 1/);
	});

	it("need UTF-8", async () => {
		folder.write("latin1.json", Buffer.from('["caf\xe9"]', "latin1"));
		await assert.rejects(folder.open(json, "latin1.json"), /latin1\.json is not valid UTF-8 in line 1\.$/);
	});

	it("come before the error that ends the list, always the same number", async () => {
		const good = Array.from({ length: 200_000 }, (_, at) => `${at}`).join(",\n");
		folder.write("half.json", `[${good},\n oops]`);
		const source = await folder.open(json, "half.json");
		let count = 0;
		const reading = async () => {
			for await (const chunk of source.chunks(new AbortController().signal)) count += chunk.length;
		};
		await assert.rejects(reading, /half\.json is no valid JSON: unexpected "o" in line 200001\./);
		assert.equal(count, 200_000);
		assert.equal(source.total()?.exact, false);
	});

	it("are what JSON.parse gives, at the same lines, however the document is laid out and cut", () => {
		const indent = fc.constantFrom(undefined, 1, "\t");
		fc.assert(
			fc.property(fc.array(fc.jsonValue()), indent, fc.integer({ min: 1, max: 20 }), (list, space, size) => {
				const text = JSON.stringify({ skipped: list, "a.b": [list] }, undefined, space);
				const expected: unknown[] = JSON.parse(JSON.stringify(list));
				const items = readBlocks(text, size, "/a.b/0");
				assert.deepEqual(
					items.map(({ value }) => value),
					expected,
				);
				if (space === undefined) return;
				const lines = text.split("\n");
				for (const { value, location } of items) {
					const line = lines[(location?.line ?? 0) - 1] ?? "";
					const start = JSON.stringify(value, undefined, space).split("\n")[0] ?? "";
					assert.ok(line.trimStart().startsWith(start), `${line} begins with ${start}`);
				}
			}),
		);
	});
});

function readBlocks(text: string, size: number, pointer: string): readonly Item[] {
	const items = new ItemCollector();
	const reader = new JsonReader(textInput("", "x", 1), items, pointer);
	const bytes = Buffer.from(text);
	for (let start = 0; start < bytes.length; start += size) reader.push(bytes.subarray(start, start + size));
	reader.end();
	return items.take();
}
