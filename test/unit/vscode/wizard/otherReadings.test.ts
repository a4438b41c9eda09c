import assert from "node:assert/strict";
import { type SelectionReadingSetting, selection as selectionKind } from "../../../../src/sources/selection.ts";
import { type FoundItems, firstItem, firstText } from "../../../../src/vscode/wizard/foundItems.ts";
import { otherReadings } from "../../../../src/vscode/wizard/otherReadings.ts";

async function readings(text: string): Promise<readonly string[]> {
	const selection = { text, file: "/work/a.txt", firstLine: 1 };
	const find = async (reading: SelectionReadingSetting): Promise<FoundItems> => {
		const source = await selectionKind.open(reading, { baseFolder: "/work", selection });
		return {
			items: { selection: reading },
			summary: source.summary,
			shortSummary: "",
			count: source.total()?.count,
			name: "a.txt",
			first: await firstItem(source),
			areFiles: false,
			baseFolder: "/work",
			selection,
			otherReadings: undefined,
		};
	};
	const others = await otherReadings(find, await find("auto"));
	return others.map((found) => `${found.summary}: ${firstText(found)}`);
}

describe("other readings of a selection", () => {
	it("are those that make sense of it, with the first item", async () => {
		assert.deepEqual(await readings("Paris, France\nRome, Italy\n"), [
			"1 selection: Paris, France\nRome, Italy",
			'1 row of CSV: Paris, France: {"Paris":"Rome","France":" Italy"}',
			'2 rows of CSV: ["Paris"," France"]',
		]);
	});

	it("name none twice", async () => {
		assert.deepEqual(await readings("- one\n- two\n"), ["2 lines: - one", "1 selection: - one\n- two"]);
	});

	it("are the elements and members of one object", async () => {
		const found = await readings('{\n"a": 1,\n"b": 2\n}');
		assert.deepEqual(found.slice(0, 2), ["4 lines: {", '1 element of a JSON list: {"a":1,"b":2}']);
	});
});
