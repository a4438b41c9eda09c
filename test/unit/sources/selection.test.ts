import assert from "node:assert/strict";
import { selection } from "../../../src/sources/selection.ts";
import type { SelectedText } from "../../../src/sources/sourceKind.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items from a selection", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	const selected = (text: string, info: Partial<SelectedText> = {}): SelectedText => ({
		text,
		file: "/work/notes.txt",
		firstLine: 1,
		...info,
	});
	const look = async (text: string, info: Partial<SelectedText> = {}, settings: unknown = "auto") => {
		const source = await folder.open(selection, settings, selected(text, info));
		return { summary: source.summary, items: brief(await folder.items(selection, settings, selected(text, info))) };
	};

	it("are lines where it is nothing else", async () => {
		const found = await look("Dear Ann, how are you?\n\nI am well.\n", { firstLine: 10 });
		assert.equal(found.summary, "2 lines");
		assert.deepEqual(found.items, [
			[10, "Dear Ann, how are you?"],
			[12, "I am well."],
		]);
	});

	it("have their location in the document", async () => {
		const [item] = await folder.items(selection, {}, selected("a\n", { file: "untitled:Untitled-1", firstLine: 3 }));
		assert.deepEqual(item?.location, { file: "untitled:Untitled-1", line: 3 });
	});

	it("are rows where it looks like CSV, or TSV", async () => {
		const found = await look("slug,title\na,One\nb,Two");
		assert.equal(found.summary, "2 rows of CSV: slug, title");
		assert.deepEqual(found.items, [
			[2, { slug: "a", title: "One" }],
			[3, { slug: "b", title: "Two" }],
		]);
		assert.equal((await look("slug\ttitle\na\t1, 2 and 3\n")).summary, "1 row of CSV: slug, title");
	});

	it("are rows of a CSV document also where they do not look alike", async () => {
		const found = await look("name\nAnn\nBob, the other\n", { file: "/work/names.csv", languageId: "plaintext" });
		assert.equal(found.summary, "2 rows of CSV: name");
		assert.deepEqual(found.items[1], [3, "Line 3: 2 fields, expected 1 (name)."]);
	});

	it("take the names of columns from the document's first line where that is not selected", async () => {
		const found = await look("b,Two\nc,Three\n", { firstLine: 3, firstDocumentLine: "slug,title\r" });
		assert.equal(found.summary, "2 rows of CSV: slug, title");
		assert.deepEqual(found.items, [
			[3, { slug: "b", title: "Two" }],
			[4, { slug: "c", title: "Three" }],
		]);
		const one = await look("b,Two", { firstLine: 3, firstDocumentLine: "slug,title", languageId: "csv" });
		assert.deepEqual(one.items, [[3, { slug: "b", title: "Two" }]]);
	});

	it("have a header of their own if the document's first line does not fit them", async () => {
		const found = await look("slug,title\na,One\n", { firstLine: 5, firstDocumentLine: "# My notes" });
		assert.deepEqual(found.items, [[6, { slug: "a", title: "One" }]]);
	});

	for (const text of [
		"Dear Ann, how are you\nDear Bob, well, you know\n",
		"Dear Ann, hello\nDear Bob, good bye\n",
		"Rome,Italy\nParis,France\nOslo,Norway\n",
		"Name,Ann\nCity,Rome\nCountry,Italy\n",
		"one;two\nthree;four\n",
		"milk\t2\neggs\t12\n",
		"Ann,later\nBob,5\nCy,6\n",
		"a,b;c\nd,e;f\n",
		"title, in the list\nname, in the list\n",
	]) {
		it(`lose no line to a header that is none: ${JSON.stringify(text)}`, async () => {
			assert.deepEqual(
				(await look(text)).items.map(([, value]) => value),
				text.trimEnd().split("\n"),
			);
		});
	}

	it("are rows with a header where that is beyond doubt", async () => {
		for (const text of ["sku;ok?\n", "Ort,Land\nRom,IT\n"]) {
			assert.doesNotMatch((await look(text)).summary, /CSV/);
		}
		for (const text of ["id,ort,plz\n1,Rom,2\n2,Oslo,3\n", "First Name\tE-Mail\nAnn\tann@example.com\n"]) {
			assert.match((await look(text)).summary, /of CSV/);
		}
	});

	it("lose no row of a CSV document to a header that is not theirs", async () => {
		// The header has a line end in its first name, so its first line says nothing.
		const found = await look("1,Ann\n2,Bob\n", { file: "/work/a.csv", firstLine: 3, firstDocumentLine: '"id' });
		assert.deepEqual(found.items, [
			[3, ["1", "Ann"]],
			[4, ["2", "Bob"]],
		]);
	});

	it("are elements of a JSON list", async () => {
		const found = await look('[\n  { "a": 1 },\n  2\n]', { firstLine: 7 });
		assert.equal(found.summary, "2 elements of a JSON list");
		assert.deepEqual(found.items, [
			[8, { a: 1 }],
			[9, 2],
		]);
	});

	it("are elements of a JSON list of which only a part is selected", async () => {
		const found = await look('  { "a": 1 },\n  {\n "a": 2 },\n', { firstLine: 2, languageId: "json" });
		assert.deepEqual(found.items, [
			[2, { a: 1 }],
			[3, { a: 2 }],
		]);
	});

	it("are JSON lines, with those that are wrong", async () => {
		const found = await look('{"a":1}\n{"a":\n[3]\n');
		assert.equal(found.summary, "3 JSON lines");
		assert.deepEqual(found.items[2], [3, [3]]);
		assert.match(String(found.items[1]?.[1]), /^Line 2 is not valid JSON/);
	});

	it("are what the settings say", async () => {
		assert.equal((await look("a,b\n1,2\n", {}, "lines")).summary, "2 lines");
		assert.equal((await look("1\n2\n", {}, "jsonl")).summary, "2 JSON lines");
		assert.equal((await look("name\nAnn\n", {}, "csv")).summary, "1 row of CSV: name");
		await assert.rejects(look("a b", {}, "json"), {
			message: 'the selection is no valid JSON: unexpected "a" in line 1.',
		});
	});

	it("need a selection with something in it", async () => {
		const advice = "Select the lines to work on, or nothing at all to take the whole document.";
		const why = async (text: string, more: object = {}) => {
			const selected = { text, file: "x.txt", firstLine: 1, ...more };
			const source = await folder.open(selection, "auto", selected);
			assert.deepEqual(await itemsOf(source), []);
			return source.whyEmpty;
		};
		assert.equal((await why(" \n\t\n"))?.text, `The selection is empty. ${advice}`);
		assert.equal(
			(await why("name\n", { file: "x.csv" }))?.text,
			`There are no rows of CSV in the selection. ${advice}`,
		);
		await assert.rejects(folder.open(selection, {}), {
			message: /^There is no selection:/,
			suggestion: /in VS Code/,
		});
	});
});
