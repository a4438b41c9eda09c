import assert from "node:assert/strict";
import { parseJson } from "../../../../src/base/parseJson.ts";
import type { SelectionItems } from "../../../../src/job/launch/selectionItems.ts";
import { readingOf, selection as selectionKind } from "../../../../src/sources/selection.ts";
import type { SelectedText } from "../../../../src/sources/sourceKind.ts";
import { besideEdits, type ResultEdit, replacingEdits } from "../../../../src/vscode/results/resultEdits.ts";
import { itemsOf } from "../../sources/trialFolder.ts";

/** What was selected, read as a run reads it. */
async function selectionOf(selected: Partial<SelectedText> & { readonly text: string }): Promise<SelectionItems> {
	const text: SelectedText = { file: "/w/a.md", firstLine: 1, areWholeLines: true, ...selected };
	const source = await selectionKind.open("auto", { baseFolder: "/w", selection: text });
	return { selected: text, as: readingOf("auto", text), items: await itemsOf(source) };
}

/** The document as it is after the edits. */
function edited(text: string, edits: readonly ResultEdit[]): string {
	const lines = text.split("\n");
	const offset = (line: number, column: number) => lines.slice(0, line).join("\n").length + (line > 0 ? 1 : 0) + column;
	const found = edits.map((edit) => ({
		from: offset(edit.line, edit.column),
		to: offset(edit.endLine, edit.endColumn),
		text: edit.text,
	}));
	return found
		.sort((a, b) => b.from - a.from)
		.reduce((now, { from, to, text }) => now.slice(0, from) + text + now.slice(to), text);
}

/** @param results by index; undefined: the item did not succeed */
async function put(
	kind: "beside" | "replacing",
	selected: Partial<SelectedText> & { readonly text: string },
	results: readonly unknown[],
	document = selected.text,
): Promise<string> {
	const given = new Map([...results.entries()].filter(([, result]) => result !== undefined));
	const edits = kind === "beside" ? besideEdits : replacingEdits;
	const lines = document.split("\n");
	return edited(document, edits(await selectionOf(selected), given, lines).edits);
}

describe("results beside the selection", () => {
	it("stand in one column behind their lines, each in one line, also where lines have moved", async () => {
		const selected = { text: "Rome\nParis and more\n\nOslo", firstLine: 2 };
		const document = "# Cities\nnew\nRome\nParis and more\n\nOslo\nend";
		assert.equal(
			await put("beside", selected, ["ROME", undefined, "two\n  lines\n"], document),
			"# Cities\nnew\nRome  ROME\nParis and more\n\nOslo  two ↵ lines\nend",
		);
		const long = await put("beside", { text: "a\nbcd" }, [{ n: parseJson("1.50") }, ["x"]]);
		assert.equal(long, 'a    {"n":1.50}\nbcd  ["x"]');
	});

	it("are refused where a line is gone, and nothing is changed", async () => {
		const selected = { text: "Rome\nOslo\nLima", firstLine: 3 };
		await assert.rejects(
			put("beside", selected, ["r", "o", "l"], "Rome!\nOslo\nLi\n"),
			/^Error: 2 lines of the selection are no longer there as they were \(line 3, 5 then\), so nothing was changed\./,
		);
		// What has no result need not be there.
		assert.equal(await put("beside", selected, [undefined, "o"], "Rome!\nOslo"), "Rome!\nOslo  o");
		await assert.rejects(put("beside", { text: "[1, 2]" }, [1, 2]), /Nothing can stand beside JSON/);
	});

	it("are put in once: the lines are others then", async () => {
		const once = await put("beside", { text: "Rome\nOslo" }, ["r", "o"]);
		await assert.rejects(put("beside", { text: "Rome\nOslo" }, ["r", "o"], once), /no longer there/);
	});

	it("are a column of a CSV document, with a field in every row", async () => {
		const document = 'id;text;result\n1;"two\nlines";x\n2;b;x\n3;c;x';
		const selected = {
			text: '1;"two\nlines";x\n3;c;x',
			file: "/w/a.csv",
			firstLine: 2,
			firstDocumentLine: "id;text;result",
		};
		const parts = [
			{ text: '1;"two\nlines";x', firstLine: 2 },
			{ text: "3;c;x", firstLine: 5 },
		];
		assert.equal(
			await put("beside", { ...selected, parts }, ['say "a;b"', "line\nend"], document),
			'id;text;result;result 2\n1;"two\nlines";x;"say ""a;b"""\n2;b;x;\n3;c;x;"line\nend"',
		);
	});

	it("are a column of a Markdown table, with its header", async () => {
		const text = "| City |\n| --- |\n| Rome |\n| Oslo |";
		assert.equal(
			await put("beside", { text }, ["a|b\nc", undefined]),
			"| City | result |\n| --- | --- |\n| Rome | a\\|b<br>c |\n| Oslo |",
		);
	});

	it("stand behind the last line of an entry, and together where places share a line", async () => {
		assert.equal(await put("beside", { text: "- a\n  more\n- b" }, ["A", "B"]), "- a\n  more  A\n- b     B");
		const parts = [
			{ text: "ab", firstLine: 1, firstColumn: 0 },
			{ text: "ef", firstLine: 1, firstColumn: 4 },
		];
		assert.equal(
			await put("beside", { text: "ab\nef", parts, areWholeLines: false }, [["x"]], "abcdefgh"),
			'abcdefgh  ["x"]',
		);
	});
});

describe("the selection replaced by results", () => {
	it("is the lines of what succeeded; marks of lists stay", async () => {
		assert.equal(await put("replacing", { text: "a\nb\nc" }, ["A", undefined, "C\nc"]), "A\nb\nC\nc");
		assert.equal(await put("replacing", { text: "- [x] a\n- [ ] b" }, ["A", "B"]), "- [x] A\n- [ ] B");
	});

	it("is each place, and nothing around it", async () => {
		const parts = [
			{ text: "Rome", firstLine: 1, firstColumn: 4 },
			{ text: "Oslo", firstLine: 2, firstColumn: 4 },
		];
		const selected = { text: "Rome\nOslo", parts, areWholeLines: false, firstColumn: 4 };
		assert.equal(await put("replacing", selected, ["R", "O"], "in: Rome!\nto: Oslo."), "in: R!\nto: O.");
	});

	it("is JSON again, with what did not succeed as it was and members in their order", async () => {
		const object = '{\n\t"b": "Hello",\n\t"1": 1.50\n}\n';
		assert.equal(
			await put("replacing", { text: object, file: "/w/en.json", areWholeLines: true }, ["Hola", undefined]),
			'{\n\t"b": "Hola",\n\t"1": 1.50\n}\n',
		);
		const elements = '  { "a": 1 },\n  { "a": 2 },';
		assert.equal(
			await put("replacing", { text: elements, firstLine: 1 }, [[7], undefined]),
			'  [\n    7\n  ],\n  {\n    "a": 2\n  },',
		);
		const lines = '{"a":1}\n{"a":2}';
		assert.equal(await put("replacing", { text: lines, file: "/w/a.jsonl" }, ["x", undefined]), '"x"\n{"a":2}');
	});
});
