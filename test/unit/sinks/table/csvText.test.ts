import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { parseJson } from "../../../../src/base/parseJson.ts";
import { CsvText } from "../../../../src/sinks/table/csvText.ts";
import { CsvReader } from "../../../../src/sources/formats/csv/csvReader.ts";
import { ItemCollector } from "../../../../src/sources/reading/itemCollector.ts";
import { textInput } from "../../../../src/sources/reading/textInput.ts";

const numRuns = Number(process.env.BATCHLINE_TABLES ?? 300);

/** What readers stumble over: quotes, line ends, marks of all kinds, text that runs backwards. */
const cell = fc.string({
	unit: fc.constantFrom(..."a7é🐈 ,;|^'\\#\t=-", '"', '""', "\n", "\r\n", "\r", "\u202E", "\u2028", "\uFEFF"),
	maxLength: 8,
});

const tables = fc
	.tuple(fc.integer({ min: 2, max: 4 }), fc.constantFrom(",", ";", "\t", "|", "^"))
	.chain(([width, delimiter]) =>
		fc.record({
			delimiter: fc.constant(delimiter),
			rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 10 }),
		}),
	);

function textOf(rows: readonly (readonly unknown[])[], options: ConstructorParameters<typeof CsvText>[0] = {}): string {
	const csv = new CsvText(options);
	return rows.map((row) => csv.line(row)).join("");
}

describe("CSV text", () => {
	it("is read back as it was, by csv-parse and by the source of items", () => {
		fc.assert(
			fc.property(tables, ({ delimiter, rows }) => {
				const text = textOf(rows, { delimiter });
				assert.deepEqual(parse(text, { delimiter }), rows);
				const items = new ItemCollector();
				const reader = new CsvReader(textInput("", "x.csv", 1), items, { delimiter, quote: '"', header: false });
				reader.push(Buffer.from(text));
				reader.end();
				assert.deepEqual(
					items.take().map(({ value, problem }) => problem ?? value),
					rows.filter((row) => row.some((text) => text !== "")),
				);
			}),
			{ numRuns },
		);
	});

	it("has numbers with their digits, lists and objects as JSON, and nothing for null", () => {
		const row = parseJson(
			'[12345678901234567890.10, 1e400, -0, 19.90, true, null, [1, "a"], { "b": 2.50 }]',
		) as unknown[];
		assert.equal(
			textOf([[...row, undefined, 5n]]),
			'12345678901234567890.10,1e400,-0,19.90,true,,"[1,""a""]","{""b"":2.50}",,5\r\n',
		);
	});

	it("makes formulas harmless on demand, and leaves numbers alone", () => {
		const cells = ["=1+1", "+49 30 123", "-5", "-5.25e3", "+7", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "a=1", "-", ""];
		const [shown] = parse(textOf([cells], { formulas: "escape" }), { relax_column_count: true });
		const escaped = ["=1+1", "+49 30 123", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "-"];
		assert.deepEqual(
			shown,
			cells.map((text) => (escaped.includes(text) ? `'${text}` : text)),
		);
		assert.equal(textOf([[parseJson("-9007199254740993")]], { formulas: "escape" }), "-9007199254740993\r\n");
	});

	it("has a line for a row with one empty cell", () => {
		assert.deepEqual(parse(textOf([["name"], [""], ["x"]])), [["name"], [""], ["x"]]);
	});
});
