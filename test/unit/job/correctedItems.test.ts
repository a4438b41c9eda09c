import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { parseJson } from "../../../src/base/parseJson.ts";
import type { Item } from "../../../src/engine/model/item.ts";
import type { FailedItem } from "../../../src/engine/model/ports.ts";
import { CorrectedItems } from "../../../src/job/launch/retry/correctedItems.ts";
import { FailedCsv } from "../../../src/report/failedCsv.ts";
import { CsvText } from "../../../src/sinks/table/csvText.ts";
import { TrialFolder } from "./trialJob.ts";

const failed = (index: number, value: unknown, more: Partial<Item> = {}): FailedItem => ({
	item: { index, key: `k${index}`, value, location: undefined, problem: undefined, ...more },
	outcome: "failed",
	failure: { category: "fail", message: 'no "way",\nreally', name: "Error", code: "422", detail: undefined },
	groupId: "g",
	attempts: 1,
	history: [],
});

const items = [
	failed(3, { id: "007", price: parseJson("19.90"), tags: ["a"], ok: true, index: "x" }),
	failed(5, { id: "8", note: null, text: "two\r\nlines" }),
	failed(8, "plain"),
	failed(9, parseJson("12345678901234567890")),
	failed(11, "9;broken", { problem: "Line 12: 2 fields, expected 3." }),
];

describe("an edited table of failed items", () => {
	const folder = new TrialFolder();
	after(() => folder.dispose());

	const csv = () => {
		const table = new FailedCsv();
		table.meet(items);
		return [table.header(), ...table.lines(items)].join("");
	};
	const read = async (text: string, name = "edited.csv") => {
		const corrected = await CorrectedItems.read(folder.write(name, text));
		return [...corrected.of([items.map(({ item }) => item)])].flat();
	};
	const texts = (found: readonly Item[]) => found.map(({ index, value }) => `${index} ${JSON.stringify(value)}`);

	it("is written with what says which item a row is", () => {
		assert.match(
			csv(),
			/^id,price,tags,ok,index,note,text,value,outcome,category,code,message,attempts,failure index,key\r\n/,
		);
	});

	it("leaves every value as it was where nothing is changed, with its type and digits", async () => {
		const found = await read(csv());
		assert.deepEqual(
			found,
			items.map(({ item }) => item),
		);
		assert.equal(found[0], items[0]?.item, "An item that is the same is not even copied.");
		// Some spreadsheets write semicolons.
		const semicolons = new CsvText({ delimiter: ";" });
		const rows: readonly (readonly string[])[] = parse(csv());
		const text = rows.map((row) => semicolons.line(row)).join("");
		assert.equal(JSON.stringify(await read(text)), JSON.stringify(found));
	});

	it("changes what is changed, with the type that stood there", async () => {
		const text = csv()
			.replace("007,19.90", "08,20.00")
			.replace('"[""a""]"', '"[""a"",2]"')
			.replace("true", "maybe")
			.replace("plain", "plainer")
			.replace("12345678901234567890", "12345678901234567891")
			.replace("8,,,,,,", "8,,,,,now,")
			.replace("two\r\nlines", "two\nlines");
		const found = await read(text);
		assert.deepEqual(texts(found).slice(0, 4), [
			'3 {"id":"08","price":20.00,"tags":["a",2],"ok":"maybe","index":"x"}',
			'5 {"id":"8","note":"now","text":"two\\r\\nlines"}',
			'8 "plainer"',
			"9 12345678901234567891",
		]);
	});

	it("gives what could not be read a value, from its columns or as text", async () => {
		const rows = csv().split("\r\n");
		const header = rows[0];
		const inColumns = "9,1,x,,,,,,failed,fail,422,m,1,11,k11";
		assert.deepEqual(texts(await read(`${header}\r\n${inColumns}`)), [
			'11 {"id":"9","price":"1","tags":"x","ok":"","index":"","note":"","text":""}',
		]);
		const [mended] = await read(`${header}\n,,,,,,,9;fine,failed,fail,422,m,1,11,k11`);
		assert.deepEqual([mended?.value, mended?.problem], ["9;fine", undefined]);
	});

	it("takes only the rows that are left, and keeps what was in columns that are gone", async () => {
		const found = await read("index\tnote\n5\tdone\n", "few.tsv");
		assert.deepEqual(texts(found), ['5 {"id":"8","note":"done","text":"two\\r\\nlines"}']);
	});

	it("is refused with its line where it is none", async () => {
		const refusal = async (text: string) => {
			const corrected = await CorrectedItems.read(folder.write("bad.csv", text));
			return corrected.count([items.map(({ item }) => item)], "r1", "failed item");
		};
		for (const [text, line, message] of [
			["id,to\n1,2\n", 2, /^Expected the item's number in the column "index"\./],
			["index,key\n5,k5\nfive,k5\n", 3, /found "five"\./],
			["index,key\n5,k5\n5,k5\n", 3, /^Item 5 stands in line 2, too\./],
			["index,key\n5,k6\n", 2, /^Item 5 with the key "k6" is no failed item of run r1\./],
			['index,key\n5,"k5\n', 2, /no closing quote/],
			["index,key\n", undefined, /^The file has no items\./],
		] as const) {
			await assert.rejects(
				refusal(text),
				(error: { readonly problems: readonly { message: string; line: number }[] }) => {
					const [problem] = error.problems;
					assert.match(problem?.message ?? "", message);
					assert.equal(problem?.line, line);
					return true;
				},
			);
		}
	});
});
