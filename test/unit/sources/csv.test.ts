import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { csv } from "../../../src/sources/csv.ts";
import { CsvReader } from "../../../src/sources/formats/csvReader.ts";
import { ItemCollector } from "../../../src/sources/reading/itemCollector.ts";
import { textInput } from "../../../src/sources/reading/textInput.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

const advice = 'A value that contains quotes needs quotes around it, and "" for each of its own.';

describe("items from CSV", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	const read = async (text: string | Uint8Array, options: object = {}) => {
		folder.write("posts.csv", text);
		return brief(await folder.items(csv, { path: "posts.csv", ...options }));
	};
	const failure = async (text: string): Promise<SettingsError> => {
		const error = await read(text).catch((thrown: unknown) => thrown);
		assert.ok(error instanceof SettingsError);
		return error;
	};

	it("are objects of their fields, located at their first line", async () => {
		assert.deepEqual(await read('slug,title\na,One\nb,"Two\nlines"\nc,Three\n'), [
			[2, { slug: "a", title: "One" }],
			[3, { slug: "b", title: "Two\nlines" }],
			[5, { slug: "c", title: "Three" }],
		]);
	});

	it("are summed up with the names of their columns", async () => {
		folder.write("posts.csv", "slug,title,body\na,b,c\nd,e,f\n");
		const source = await folder.open(csv, "posts.csv");
		assert.equal(source.summary, "2 rows of posts.csv: slug, title, body");
		assert.deepEqual(source.total(), { count: 2, exact: true });
	});

	it("are lists without a header", async () => {
		assert.deepEqual(await read("a,1\nb,2\n", { header: false }), [
			[1, ["a", "1"]],
			[2, ["b", "2"]],
		]);
	});

	for (const [name, delimiter] of [
		["comma", ","],
		["semicolon", ";"],
		["tab", "\t"],
		["bar", "|"],
	] as const) {
		it(`are cut at a ${name} without being told`, async () => {
			const text = [`"a,b;c"`, "x", "y"].join(delimiter);
			assert.deepEqual(await read(`${text}\n1${delimiter}2${delimiter}3\n`), [[2, { "a,b;c": "1", x: "2", y: "3" }]]);
		});
	}

	it("are cut where the settings say", async () => {
		assert.deepEqual(await read("a,b:c\n1,2:3\n", { delimiter: ":" }), [[2, { "a,b": "1,2", c: "3" }]]);
	});

	it("tolerate a byte order mark, Windows line ends, empty lines and spaces around names", async () => {
		assert.deepEqual(await read('\ufeff\r\nid, name \r\n\r\n1,"a\r\nb"\r\n2,\r\n'), [
			[4, { id: "1", name: "a\r\nb" }],
			[6, { id: "2", name: "" }],
		]);
	});

	it("name the line that has too few or too many fields, and go on", async () => {
		assert.deepEqual(await read("slug,title,body\na,b\nc,d,e,f\ng,h,i\n"), [
			[2, "Line 2: 2 fields, expected 3 (slug, title, body)."],
			[3, "Line 3: 4 fields, expected 3 (slug, title, body)."],
			[4, { slug: "g", title: "h", body: "i" }],
		]);
		assert.deepEqual(await read("a,b\nc\n", { header: false }), [
			[1, ["a", "b"]],
			[2, "Line 2: 1 field, expected 2 as in the first row."],
		]);
	});

	it("name the first of many columns", async () => {
		const names = Array.from({ length: 20 }, (_, at) => `c${at}`).join(",");
		const [row] = await read(`${names}\n1\n`);
		assert.equal(row?.[1], "Line 2: 1 field, expected 20 (c0, c1, c2, c3, c4, c5, c6, c7 and 12 more).");
	});

	it("show the line that is at fault", async () => {
		folder.write("posts.csv", "a,b\nonly\n");
		assert.equal((await folder.items(csv, "posts.csv"))[0]?.value, "only");
	});

	it("lose one row to a broken quote, and none after it", async () => {
		assert.deepEqual(await read('a,b\n1,"x"y\n2,5" pipe\n3,"open\n4,d\n5,"e"\n6,f\n'), [
			[2, `Line 2: found "y" after a closing quote at column 6. ${advice}`],
			[3, `Line 3: found a quote in an unquoted field at column 4. ${advice}`],
			[4, `Line 4: found "e" after a closing quote at column 4 of line 6. ${advice}`],
			[5, { a: "4", b: "d" }],
			[6, { a: "5", b: "e" }],
			[7, { a: "6", b: "f" }],
		]);
	});

	it("lose one row to an unclosed quote", async () => {
		assert.deepEqual(await read('a,b\n1,"open\n2,c\n\n3,d\n'), [
			[2, `Line 2: found no closing quote before the end. ${advice}`],
			[3, { a: "2", b: "c" }],
			[5, { a: "3", b: "d" }],
		]);
	});

	it("lose one row to an unclosed quote in a large file, and look for its end no further than 1 MiB", () => {
		const items = new ItemCollector();
		const reader = new CsvReader(textInput("", "posts.csv", 1), items, { delimiter: ",", header: true });
		reader.push(Buffer.from('a,b\n1,"open\n'));
		const rows = Buffer.from("some text,of a row\n".repeat(1000));
		let blocks = 0;
		for (; items.waiting === 0; blocks++) reader.push(rows);
		assert.equal(blocks, Math.ceil((1024 * 1024) / (rows.length - 1000)));
		reader.push(rows);
		reader.end();
		const [first, ...others] = items.take();
		assert.equal(first?.problem, `Line 2: found no closing quote within 1,048,576 characters. ${advice}`);
		assert.equal(others.length, (blocks + 1) * 1000);
		assert.ok(others.every(({ problem }) => problem === undefined));
	});

	it("go on after bytes that are no UTF-8", async () => {
		const text = 'a,b\n1,caf\xe9\n2,ok\n3,"two\nlin\xe9s"\n4,ok\n';
		assert.deepEqual(await read(Buffer.from(text, "latin1")), [
			[2, "Line 2 is not valid UTF-8: save the file as UTF-8."],
			[3, { a: "2", b: "ok" }],
			[4, "Line 5 is not valid UTF-8: save the file as UTF-8."],
			[6, { a: "4", b: "ok" }],
		]);
	});

	it("tell a replacement character that is in the file from an invalid byte", async () => {
		assert.deepEqual(await read("a\n\ufffd\n"), [[2, { a: "\ufffd" }]]);
	});

	it("may have columns of any name", async () => {
		const [row] = await read("__proto__,constructor\n1,2\n");
		assert.deepEqual(Object.entries(row?.[1] as object), [
			["__proto__", "1"],
			["constructor", "2"],
		]);
	});

	it("need a name of its own for each column", async () => {
		const twice = await failure("id,title, title\n1,2,3\n");
		assert.equal(twice.message, 'The header of posts.csv (line 1) has "title" twice, as column 2 and 3.');
		assert.deepEqual(twice.path, ["path"]);
		assert.match(twice.suggestion ?? "", /"header": false/);
		assert.equal((await failure("id,\n1,2\n")).message, "The header of posts.csv (line 1) has no name for column 2.");
	});

	it("need a header that can be read", async () => {
		const error = await failure('id,"tit\n1,2\n');
		assert.equal(
			error.message,
			`The header of posts.csv cannot be read. Line 1: found no closing quote before the end. ${advice}`,
		);
	});

	it("take each file's own header", async () => {
		folder.write("1.csv", "a,b\n1,2\n");
		folder.write("2.csv", "b;a\n3;4\n");
		const source = await folder.open(csv, ["1.csv", "2.csv"]);
		assert.equal(source.summary, "2 rows of 2 files: a, b");
		assert.deepEqual(
			(await itemsOf(source)).map(({ value }) => value),
			[
				{ a: "1", b: "2" },
				{ b: "3", a: "4" },
			],
		);
	});

	const field = fc.string({ unit: fc.constantFrom("a", "é", "🐈", ",", '"', "\n", "\r\n", " ", ";"), maxLength: 6 });
	const table = fc
		.integer({ min: 1, max: 4 })
		.chain((width) =>
			fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
		);

	it("give back every table that was written, however the blocks are cut", () => {
		fc.assert(
			fc.property(
				table,
				fc.constantFrom("\n", "\r\n"),
				fc.boolean(),
				fc.integer({ min: 1, max: 9 }),
				(rows, end, quoteAll, size) => {
					const text = rows.map((row) => row.map((value) => quoted(value, quoteAll)).join(",")).join(end) + end;
					const found = readBlocks(text, size).map(({ value }) => value);
					// An empty line is no row, though it may stand for a single empty field.
					assert.deepEqual(found, quoteAll ? rows : rows.filter((row) => row.length > 1 || row[0] !== ""));
				},
			),
		);
	});

	it("are what csv-parse finds, at the lines where they begin, in whatever is well formed", () => {
		const text = fc.string({ unit: fc.constantFrom("a", "b", ",", '"', "\n"), maxLength: 30 });
		fc.assert(
			fc.property(text, (content) => {
				let expected: unknown;
				try {
					expected = parse(content, { relax_column_count: true, skip_empty_lines: true, record_delimiter: ["\n"] });
				} catch {
					const broken = readBlocks(content, 7).some(({ problem }) => problem);
					assert.ok(broken, "csv-parse refuses it");
					return;
				}
				const widths = new Set((expected as string[][]).map((row) => row.length));
				fc.pre(widths.size <= 1);
				const found = readBlocks(content, 7);
				assert.deepEqual(
					found.map(({ value }) => value),
					expected,
				);
				for (const { value, location } of found) {
					const rest = content
						.split("\n")
						.slice((location?.line ?? 0) - 1)
						.join("\n");
					assert.deepEqual(parse(rest, { to: 1, record_delimiter: ["\n"] })[0], value);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});

function quoted(value: string, always: boolean): string {
	return always || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function readBlocks(text: string, size: number) {
	const items = new ItemCollector();
	const reader = new CsvReader(textInput(text, "x", 1), items, { delimiter: ",", header: false });
	const bytes = Buffer.from(text);
	for (let start = 0; start < bytes.length; start += size) reader.push(bytes.subarray(start, start + size));
	reader.end();
	return items.take();
}
