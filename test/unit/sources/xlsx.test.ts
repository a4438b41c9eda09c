import assert from "node:assert/strict";
import { ExactNumber } from "../../../src/base/exactNumber.ts";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { readInThread } from "../../../src/sources/rows/rowLink.ts";
import { xlsx } from "../../../src/sources/xlsx.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";
import { number, text, workbook } from "./workbook.ts";

describe("rows of a workbook", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	before(() => {
		const sheets = {
			People: {
				2: `${text(" name ") + text("born") + text("id")}<c/>${text("ok")}`,
				3: `${text("  Ann & <b> ") + number("45000", 1) + number("12345678901234567890")}<c/><c t="b"><v>1</v></c>`,
				5: `<c t="s"><v>0</v></c>${number("45000.573506944442", 2)}${number("19.899999999999999")}`,
				6: `<c t="str"><f>A3&amp;"!"</f><v>cached!</v></c>${number("0.25", 3)}${number("1E+20")}${text("a note")}`,
				7: `<c t="e"><f>1/0</f><v>#DIV/0!</v></c><c/>${number("-7")}`,
				9: text(""),
			},
			"Prices 2026": { 1: number("1.5") + text("x"), 2: number("2") + text("y") },
			Twice: { 1: text("a") + text("b") + text("a"), 2: text("1") },
			Nothing: {},
		};
		folder.write("people.xlsx", workbook(sheets, ["Bob\nB."]));
		folder.write("cut.xlsx", workbook(sheets).subarray(0, 900));
		folder.write("old.xlsx", Buffer.from("d0cf11e0a1b11ae1".padEnd(2000, "0"), "hex"));
		folder.write("text.xlsx", "name;born\n");
	});

	it("are items by column, with their rows, as the sheet has them", async () => {
		const source = await folder.open(xlsx, "people.xlsx");
		assert.equal(source.summary, "4 rows of people.xlsx: name, born, id, D, ok");
		assert.deepEqual(source.notes, ["2 rows without a value are left out."]);
		const rest = { D: null, ok: null };
		assert.deepEqual(brief(await itemsOf(source)), [
			[3, { name: "  Ann & <b> ", born: "2023-03-15", id: new ExactNumber("12345678901234567890"), D: null, ok: true }],
			[5, { name: "Bob\nB.", born: "2023-03-15T13:45:51", id: 19.9, ...rest }],
			[6, { name: "cached!", born: "06:00:00", id: 100000000000000000000, D: "a note", ok: null }],
			[7, { name: null, born: null, id: -7, ...rest }],
		]);
	});

	it("are those of the sheet that is named, with names from the job or as lists", async () => {
		const values = async (settings: object) =>
			(await folder.items(xlsx, { path: "people.xlsx", ...settings })).map(({ value }) => value);
		assert.deepEqual(await values({ sheet: "Prices 2026", header: false }), [
			[1.5, "x"],
			[2, "y"],
		]);
		assert.deepEqual(await values({ sheet: 2, header: ["price", "code"] }), [
			{ price: 1.5, code: "x" },
			{ price: 2, code: "y" },
		]);
		assert.deepEqual(await values({ sheet: 2 }), [{ "1.5": 2, x: "y" }]);
		const none = await folder.open(xlsx, { path: "people.xlsx", sheet: "Nothing" });
		assert.deepEqual([none.total(), await itemsOf(none)], [{ count: 0, exact: true }, []]);
	});

	it("are refused where they cannot be read, with what to do", async () => {
		const cases: readonly (readonly [settings: unknown, path: readonly string[], message: RegExp])[] = [
			[
				{ path: "people.xlsx", sheet: "Poeple" },
				["sheet"],
				/no sheet "Poeple"\. Did you mean "People"\? It has People, Prices 2026, Twice, Nothing\./,
			],
			[{ path: "people.xlsx", sheet: 9 }, ["sheet"], /no sheet 9\. It has People/],
			[
				{ path: "people.xlsx", sheet: "Twice" },
				["path"],
				/header of sheet "Twice" in .* has "a" twice, as column 1 and 3/,
			],
			["peple.xlsx", [], /no file .* Did you mean "people\.xlsx"\?/],
			[{ path: "cut.xlsx" }, ["path"], /cannot be read as a workbook/],
			[{ path: "old.xlsx" }, ["path"], /workbook of the old kind \(xls\)\. Save it as \.xlsx/],
			["text.xlsx", [], /is no workbook \(xlsx\)/],
		];
		const checks = cases.map(([settings, path, message]) =>
			assert.rejects(folder.open(xlsx, settings), (error: SettingsError) => {
				assert.ok(error instanceof SettingsError, String(error));
				assert.match(error.text, message);
				assert.deepEqual(error.path, path);
				return true;
			}),
		);
		await Promise.all(checks);
	});

	it("are refused where they take more memory than they may", async () => {
		const cells = text("some text that takes a few bytes").repeat(8);
		const rows = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [at + 1, cells]));
		const file = folder.write("large.xlsx", workbook({ All: rows }));
		const task = { kind: "xlsx", file, sheet: undefined, header: true } as const;
		const limits = { maxMb: 30, tooLarge: () => new SettingsError("It is too large.", { path: [] }) };
		const reading = readInThread(task, new AbortController().signal, limits)[Symbol.asyncIterator]();
		await assert.rejects(reading.next() as Promise<unknown>, /It is too large/);
	});
});
