import assert from "node:assert/strict";
import { allReadings, selection } from "../../../src/sources/selection.ts";
import type { SelectedPart, SelectedText } from "../../../src/sources/sourceKind.ts";
import { brief, TrialFolder } from "./trialFolder.ts";

describe("a selection", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	const look = async (selected: Partial<SelectedText> & { readonly text: string }, settings: unknown = "auto") => {
		const text: SelectedText = { file: "/work/notes.md", firstLine: 1, languageId: "markdown", ...selected };
		const source = await folder.open(selection, settings, text);
		return {
			summary: source.summary,
			notes: source.notes,
			items: brief(await folder.items(selection, settings, text)),
		};
	};
	const places = (parts: readonly SelectedPart[]) => ({
		text: parts.map(({ text }) => text).join("\n"),
		firstLine: parts[0]?.firstLine ?? 1,
		parts,
	});

	describe("of a Markdown list", () => {
		it("gives its entries without their marks", async () => {
			const found = await look({ text: "- Oslo\n* Rome, Italy\n\n+ Lima\n12) Quito\n", firstLine: 4 });
			assert.equal(found.summary, "4 entries of a Markdown list");
			assert.deepEqual(found.items, [
				[4, "Oslo"],
				[5, "Rome, Italy"],
				[7, "Lima"],
				[8, "Quito"],
			]);
		});

		it("says which tasks are done, and what an entry is nested in", async () => {
			const text = "1. Bread\n   from the oven\n\t- [x] rye\n\t- [ ] wheat\n\t\t- [X] spelt\n2. Milk";
			const found = await look({ text });
			assert.equal(found.summary, "5 entries of a Markdown list: text, done, parents");
			assert.deepEqual(found.items, [
				[1, { text: "Bread\nfrom the oven", done: null, parents: [] }],
				[3, { text: "rye", done: true, parents: ["Bread\nfrom the oven"] }],
				[4, { text: "wheat", done: false, parents: ["Bread\nfrom the oven"] }],
				[5, { text: "spelt", done: true, parents: ["Bread\nfrom the oven", "wheat"] }],
				[6, { text: "Milk", done: null, parents: [] }],
			]);
		});

		it("leaves code below an entry alone", async () => {
			const found = await look({ text: "- one\n  ```sh\n  - no entry\n\n  ```\n- two" });
			assert.deepEqual(found.items, [
				[1, "one\n```sh\n- no entry\n\n```"],
				[6, "two"],
			]);
		});

		it("is taken for lines where it is none, and says what is left out if asked for", async () => {
			const text = "Buy:\n- milk\n- eggs\n***\n";
			assert.equal((await look({ text })).summary, "4 lines");
			const found = await look({ text, firstLine: 10 }, { as: "list" });
			assert.equal(found.summary, "2 entries of a Markdown list");
			assert.deepEqual(found.notes, ["2 lines (10, 13) are left out, as they are no entries of a Markdown list."]);
			assert.equal((await look({ text: "- a: 1\n- b: 2", file: "x.yml", languageId: "yaml" })).summary, "2 lines");
		});
	});

	describe("of a Markdown table", () => {
		const table = "| City | Land |\n|:---|---:|\n| Rome | Italy |\n| a \\| b |\n| x | y | z |\n";

		it("gives its rows by column, and not the line below the header", async () => {
			const found = await look({ text: table, firstLine: 7, firstDocumentLine: "# Cities | and more" });
			assert.equal(found.summary, "3 rows of a Markdown table: City, Land");
			assert.deepEqual(found.items, [
				[9, { City: "Rome", Land: "Italy" }],
				[10, { City: "a | b", Land: "" }],
				[11, "Line 11: 3 cells, expected 2."],
			]);
		});

		it("takes the names from the header above where only rows are selected", async () => {
			const found = await look({ text: "Rome | Italy\nOslo | Norway", firstLine: 5, tableHeader: "City | Land" });
			assert.deepEqual(found.items, [
				[5, { City: "Rome", Land: "Italy" }],
				[6, { City: "Oslo", Land: "Norway" }],
			]);
		});

		it("gives lists where the columns have no names", async () => {
			const found = await look({ text: "| | |\n|-|-|\n|1|2|" });
			assert.deepEqual(found.items, [[3, ["1", "2"]]]);
		});

		it("is refused where there is none, and says what stands around it", async () => {
			await assert.rejects(look({ text: "a | b\nc | d" }, "table"), /no Markdown table/);
			const found = await look({ text: `Cities:\n\n${table}\nThat is all.` }, "table");
			assert.deepEqual(found.notes, ["2 lines (1, 9) are left out, as they are no rows of a Markdown table."]);
		});
	});

	describe("of a JSON object", () => {
		const text = '{\n  "b": "Hello, {name}\\"}",\n  "10": [1,\n 2], "1": 1e400\n}\n';

		it("gives its members in their order, where it is the document", async () => {
			const found = await look({ text, file: "/work/en.json", languageId: "json" });
			assert.equal(found.summary, "3 members of a JSON object");
			assert.deepEqual(JSON.parse(JSON.stringify(found.items.map(([, value]) => (value as { key: string }).key))), [
				"b",
				"10",
				"1",
			]);
			assert.deepEqual(found.items.slice(0, 2), [
				[2, { key: "b", value: 'Hello, {name}"}' }],
				[3, { key: "10", value: [1, 2] }],
			]);
			assert.match(JSON.stringify(found.items[2]), /"value":1e400/);
		});

		it("is one element where it is a part of the document, or a line of JSONL", async () => {
			const part = await look({ text, file: "/work/a.json", languageId: "json", firstLine: 3 });
			assert.equal(part.summary, "1 element of a JSON list");
			const line = await look({ text: '{"a":1,"b":2}', file: "/work/a.jsonl", languageId: "jsonl" });
			assert.deepEqual(line.items, [[1, { a: 1, b: 2 }]]);
			const asked = await look({ text: '{"a":1}', firstLine: 3 }, "entries");
			assert.deepEqual(asked.items, [[3, { key: "a", value: 1 }]]);
			await assert.rejects(look({ text: "[1]" }, "entries"), /not one JSON object/);
		});
	});

	describe("of several places", () => {
		it("gives an item each, at its line", async () => {
			const found = await look(
				places([
					{ text: "Rome", firstLine: 3, firstColumn: 2 },
					{ text: "Oslo,\nNorway", firstLine: 5 },
					{ text: "Lima", firstLine: 9 },
				]),
			);
			assert.equal(found.summary, "3 selections");
			assert.deepEqual(found.items, [
				[3, "Rome"],
				[5, "Oslo,\nNorway"],
				[9, "Lima"],
			]);
		});

		it("gives the columns that are selected in each line", async () => {
			const found = await look(
				places([
					{ text: "Rome", firstLine: 2 },
					{ text: "2.8", firstLine: 2, firstColumn: 9 },
					{ text: "", firstLine: 3 },
					{ text: "0.7", firstLine: 3, firstColumn: 9 },
				]),
			);
			assert.equal(found.summary, "2 lines of 2 selections each");
			assert.deepEqual(found.items, [
				[2, ["Rome", "2.8"]],
				[3, ["", "0.7"]],
			]);
			await assert.rejects(look(places([{ text: "a", firstLine: 1 }]), "columns"), /Not every line/);
		});

		it("gives rows of CSV by the document's header, also where that is selected with them", async () => {
			const csv = { file: "/work/a.csv", languageId: "plaintext", firstDocumentLine: "id;name", areWholeLines: true };
			const rows = places([
				{ text: "7;Ann", firstLine: 4 },
				{ text: "9;Bob", firstLine: 8 },
			]);
			const expected = [
				[4, { id: "7", name: "Ann" }],
				[8, { id: "9", name: "Bob" }],
			];
			assert.deepEqual((await look({ ...csv, ...rows })).items, expected);
			const all = places([{ text: "id;name", firstLine: 1 }, ...rows.parts]);
			assert.deepEqual((await look({ ...csv, ...all })).items, expected);
		});

		it("gives objects of JSON", async () => {
			const found = await look(
				places([
					{ text: '{ "a": 1 },', firstLine: 3, firstColumn: 2 },
					{ text: '{\n"a": 2 }', firstLine: 6, firstColumn: 2 },
				]),
			);
			assert.deepEqual(found.items, [
				[3, { a: 1 }],
				[6, { a: 2 }],
			]);
		});
	});

	it("has a first row that is a header, or not, as it is told", async () => {
		const text = "Rome,Italy\nOslo,Norway\n";
		const read = async (header: boolean) => (await look({ text }, { as: "csv", header })).items;
		assert.deepEqual(await read(true), [[2, { Rome: "Oslo", Italy: "Norway" }]]);
		assert.deepEqual(await read(false), [
			[1, ["Rome", "Italy"]],
			[2, ["Oslo", "Norway"]],
		]);
	});

	it("can be read in each way that there is", async () => {
		for (const reading of allReadings) {
			const part = { text: '{"a":1}', firstLine: 1 };
			const columns = places([part, { text: '{"b":1}', firstLine: 1 }]);
			const of = { columns, table: { text: "|a|\n|-|\n|1|" }, list: { text: "- a" } }[String(reading)] ?? part;
			const text = typeof reading === "object" ? { text: "a,b\n1,2" } : of;
			assert.equal((await look(text, reading)).items.length > 0, true, JSON.stringify(reading));
		}
	});
});
