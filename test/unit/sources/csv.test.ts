import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { csv } from "../../../src/sources/csv.ts";
import { CsvReader } from "../../../src/sources/formats/csv/csvReader.ts";
import { ItemCollector } from "../../../src/sources/reading/itemCollector.ts";
import { textInput } from "../../../src/sources/reading/textInput.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

const advice =
	'A value that contains quotes needs quotes around it, and "" for each of its own; ' +
	'if quotes mean nothing in this file, set "quote": false.';
const utf8Advice = 'save the file as UTF-8, or name its "encoding" ("windows-1252", for example).';

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
			// Only between tabs are quotes as they are written.
			const first = delimiter === "\t" ? '"a,b;c"' : "a,b;c";
			assert.deepEqual(await read(`${text}\n1${delimiter}2${delimiter}3\n`), [[2, { [first]: "1", x: "2", y: "3" }]]);
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
		assert.deepEqual(await read('a,b\n1,"x"y "z"\n2,5" pipe\n3,6" pipe\n4,"it is "so", they say"\n5,"e"\n6,f\n'), [
			[2, `Line 2: found "y" after a closing quote at column 6. ${advice}`],
			[3, `Line 3: found a quote in an unquoted field at column 4, so lines 3 to 4 cannot be read. ${advice}`],
			[5, `Line 5: found "s" after a closing quote at column 11. ${advice}`],
			[6, { a: "5", b: "e" }],
			[7, { a: "6", b: "f" }],
		]);
	});

	// What looks like a row to delete in each of these is text within a field. Then come rows that are fine, of which the
	// first may be lost where nobody can tell that it is one.
	for (const [what, text, lastLine] of [
		["a stray pair", '1,"Dear all,\n7,delete this\nhe said "no" twice"\n', 4],
		["a pair before a delimiter", '1,"Dear all,\nhe said "no",\n7,delete this\ntwice"\n', 5],
		["a pair before a line end", '1,"Dear all,\nhe said "no"\n7,delete this\ntwice"\n', 5],
		["a single one", '1,"Dear all,\n7,delete this\nof 5" size"\n', 4],
		["a space before the field", '1, "Dear all,\n7,delete this\nbye"\n', 4],
		["text before the field", '1,Re: "Dear all,\n7,delete this\nbye"\n', 4],
		["rows as they are", '1,"Like this:\n"7","delete this"\n"8","delete this"\n"\n3,"lost"\n', 6],
		["rows as they are, in the first field", '"Like this:\n"7","delete this"\n"8","delete this"\n",\n3,"lost"\n', 6],
		["text after the field", '1,"Dear all" \n7,delete this\n"bye"\n', 4],
	] as const) {
		it(`never come from within a field where a quote is out of place: ${what}`, async () => {
			const found = await read(`id,text\n${text}4,fine\n5,too\n`, { delimiter: "," });
			assert.equal(found[0]?.[0], 2);
			assert.match(
				String(found[0]?.[1]),
				new RegExp(`^Line 2: .*, so lines 2 to ${lastLine} cannot be read\\. A value that`),
			);
			assert.deepEqual(found.slice(1), [
				[lastLine + 1, { id: "4", text: "fine" }],
				[lastLine + 2, { id: "5", text: "too" }],
			]);
		});
	}

	it("go on after a quote in a single field where no further quote comes", async () => {
		assert.deepEqual(await read('a,b\n1,"5" size"\n2,c\n\n3,d\n'), [
			[2, `Line 2: found " " after a closing quote at column 6. ${advice}`],
			[3, { a: "2", b: "c" }],
			[5, { a: "3", b: "d" }],
		]);
		assert.deepEqual(await read('a,b\n1,5" size\n2,c\n'), [
			[2, `Line 2: found a quote in an unquoted field at column 4. ${advice}`],
			[3, { a: "2", b: "c" }],
		]);
	});

	it("are not told apart behind an unclosed quote, which may have them in its field", async () => {
		assert.deepEqual(await read('a,b\n1,c\n2,"open\n3,d\n\n4,e\n'), [
			[2, { a: "1", b: "c" }],
			[3, `Line 3: found no closing quote before the end, so lines 3 to 6 cannot be read. ${advice}`],
		]);
	});

	const readLarge = (...texts: readonly (string | Buffer)[]) => {
		const items = new ItemCollector();
		const reader = new CsvReader(textInput("", "posts.csv", 1), items, { delimiter: ",", header: true });
		for (const text of texts) {
			const bytes = Buffer.from(text);
			for (let start = 0; start < bytes.length; start += 65_536) reader.push(bytes.subarray(start, start + 65_536));
		}
		reader.end();
		return items.take().map(({ value, problem, location }) => [location?.line, problem ?? value]);
	};
	const within = "7,delete this\n".repeat(100_000);

	it("may be long", () => {
		assert.deepEqual(readLarge(`a,b\n1,"${within}"\n2,c\n`), [
			[2, { a: "1", b: within }],
			[100_003, { a: "2", b: "c" }],
		]);
	});

	it("that are too long are passed over to their end", () => {
		const lines = Array.from({ length: 13 }, () => within);
		assert.deepEqual(readLarge('a,b\n1,"', ...lines, 'the ""end"""\n2,"c"\n3,d\n'), [
			[
				2,
				`Line 2: found no closing quote within 16,777,216 characters, so lines 2 to 1,300,002 cannot be read. ${advice}`,
			],
			[1_300_003, { a: "2", b: "c" }],
			[1_300_004, { a: "3", b: "d" }],
		]);
	});

	it("that have a line that is too long are passed over to their end", () => {
		const line = "x,".repeat(9 * 1024 * 1024);
		const size = "is 18,874,372 bytes long; at most 16,777,216 are read as one item";
		assert.deepEqual(readLarge('a,b\n1,"', line, '"\n2,c\n'), [
			[2, `Line 2 ${size}.`],
			[3, { a: "2", b: "c" }],
		]);
		assert.deepEqual(readLarge('a,b\n1,"', line, '\n7,delete this\n"\n2,c\n')[0], [
			2,
			`Line 2 ${size.replace("372", "371")}, so lines 2 to 4 cannot be read.`,
		]);
		assert.deepEqual(readLarge('a,b\n1,"', line, '\n7,delete this\n"\n2,c\n').slice(1), [[5, { a: "2", b: "c" }]]);
		assert.deepEqual(readLarge('a,b\n1,"\n', line, '\n7,delete this\n"\n2,c\n').slice(1), [[6, { a: "2", b: "c" }]]);
		assert.deepEqual(readLarge('a,b\n1,"\n', line, '"\n2,c\n').slice(1), [[4, { a: "2", b: "c" }]]);
	});

	it("begin at any line end, and keep those within quotes", async () => {
		assert.deepEqual(await read('id,name\r1,Ann\r2,"B\r\nob\r"\r'), [
			[2, { id: "1", name: "Ann" }],
			[3, { id: "2", name: "B\r\nob\r" }],
		]);
		assert.deepEqual(await read("id,name\r\r\n1,Ann\r\r\n2,Bob\r\r\n"), [
			[3, { id: "1", name: "Ann" }],
			[5, { id: "2", name: "Bob" }],
		]);
		assert.deepEqual(await read('id,name\r\n1,Ann\n2,Bob\r3,"C\r\r\ny"'), [
			[2, { id: "1", name: "Ann" }],
			[3, { id: "2", name: "Bob" }],
			[4, { id: "3", name: "C\r\r\ny" }],
		]);
	});

	it("go on after bytes that are no UTF-8", async () => {
		const text = 'a,b\n1,caf\xe9\n2,ok\n3,"two\nlin\xe9s"\n4,ok\n';
		assert.deepEqual(await read(Buffer.from(text, "latin1")), [
			[2, `Line 2 is not valid UTF-8: ${utf8Advice}`],
			[3, { a: "2", b: "ok" }],
			[4, `Line 5 is not valid UTF-8: ${utf8Advice}`],
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
		assert.equal(
			(await failure("id,,b\n1,2,3\n")).message,
			"The header of posts.csv (line 1) has no name for column 2.",
		);
	});

	it("need a header that can be read", async () => {
		const error = await failure('id,"tit\n1,2\n');
		assert.equal(
			error.message,
			`The header of posts.csv cannot be read. Line 1: found no closing quote before the end, so lines 1 to 2 cannot be read. ${advice}`,
		);
	});

	it("are cut at what gives all rows the same width", async () => {
		const lists = async (text: string, options: object = {}) =>
			(await read(text, { header: false, ...options })).map(([, value]) => value);
		assert.deepEqual(await lists("1;2,50\n3,5;x\n4;\n"), [
			["1", "2,50"],
			["3,5", "x"],
			["4", ""],
		]);
		assert.deepEqual(await lists("a|b, c, d\ne|g, h\n"), [
			["a", "b, c, d"],
			["e", "g, h"],
		]);
		assert.deepEqual(await read('"Name\n(short, or not)";City\nAnn;Rome, Italy\n'), [
			[3, { "Name\n(short, or not)": "Ann", City: "Rome, Italy" }],
		]);
		// One row that is wrong changes nothing.
		assert.deepEqual(
			(await read("a;b\n1;2\n3;4;5\n6,7;8\n")).map(([line]) => line),
			[2, 3, 4],
		);
		assert.deepEqual(await read("name\nAnn, Bob; Cy\n"), [[2, "Line 2: 2 fields, expected 1 (name)."]]);
	});

	it("are not guessed at where they can be cut in two ways", async () => {
		const failing = (text: string, options: object) => read(text, options).catch((thrown: unknown) => thrown);
		for (const [text, readings] of [
			["1,50;2,75\n3,25;4,00\n", 'at "," into 3 fields ("1", "50;2", "75"), or at ";" into 2 fields ("1,50", "2,75")'],
			["1,x;y\n2,z;w\n", 'at "," into 2 fields ("1", "x;y"), or at ";" into 2 fields ("1,x", "y")'],
		] as const) {
			const error = await failing(text, { header: false });
			assert.ok(error instanceof SettingsError);
			assert.equal(error.message, `The rows of posts.csv can be cut ${readings}.`);
			assert.match(error.suggestion ?? "", /"delimiter": "," or ";"/);
			assert.equal((await read(text, { header: false, delimiter: ";" })).length, 2);
		}
	});

	it("are cut where a spreadsheet's own first line says, which is none of them", async () => {
		assert.deepEqual(await read("sep=;\r\n1;a,b\r\n2;c,d\r\n", { header: false }), [
			[2, ["1", "a,b"]],
			[3, ["2", "c,d"]],
		]);
		assert.deepEqual(await read('\ufeff"sep=^"\nid^b\n1^x\n'), [[3, { id: "1", b: "x" }]]);
		assert.deepEqual(await read("SEP=,\nid;b\n1;2\n", { delimiter: ";" }), [[3, { id: "1", b: "2" }]]);
	});

	it("have quotes as they are written between tabs, unless told", async () => {
		const text = 'id\ttitle\n1\t"So it goes\n2\tthe end"\n3\t5" size\n';
		assert.deepEqual(
			(await read(text)).map(([, value]) => value),
			[
				{ id: "1", title: '"So it goes' },
				{ id: "2", title: 'the end"' },
				{ id: "3", title: '5" size' },
			],
		);
		assert.deepEqual(await read('id\ttitle\n1\t"a\tb\nc"\n', { quote: '"' }), [[2, { id: "1", title: "a\tb\nc" }]]);
	});

	it("are not taken from within a field between tabs", async () => {
		const error = await failure('id\ttitle\n1\t"Dear all,\n7\tdelete this\nbye"\n2\tok\n');
		assert.match(error.message, /^posts\.csv has tabs .* only if the quotes/);
		assert.match(error.suggestion ?? "", /"quote": "\\""/);
	});

	it("are quoted as the settings say", async () => {
		assert.deepEqual(await read("a,b\n'1, 2',it\n'it''s',\"x\"\n", { quote: "'" }), [
			[2, { a: "1, 2", b: "it" }],
			[3, { a: "it's", b: '"x"' }],
		]);
		assert.deepEqual(await read('a,b\n1,5" size\n"2,"\n', { quote: false }), [
			[2, { a: "1", b: '5" size' }],
			[3, { a: '"2', b: '"' }],
		]);
		assert.deepEqual(await read('a,b\n"x\\"y\\\\","1\\n\n2"\n', { escape: "\\" }), [[2, { a: 'x"y\\', b: "1\\n\n2" }]]);
		const bad = await read('a,b\n1,"say \\"no"y\n7,delete\n"\n', { escape: "\\" });
		assert.deepEqual(
			bad.map(([line]) => line),
			[2],
		);
	});

	it("leave out what is no part of the table", async () => {
		assert.deepEqual(
			await read('Report, of May\n\n# a,b,c\nid,name\n#2,b\n1,"x\n#y"\n,\n2,#z\n', { skipLines: 1, comment: "#" }),
			[
				[6, { id: "1", name: "x\n#y" }],
				[9, { id: "2", name: "#z" }],
			],
		);
		assert.deepEqual(await read(';;\nid;name;\n1;a;\n;;\n2;"";""\n'), [
			[3, { id: "1", name: "a" }],
			[5, { id: "2", name: "" }],
		]);
		assert.deepEqual(await read('"",""\n,\n', { header: false }), [[1, ["", ""]]]);
		assert.deepEqual((await folder.open(csv, { path: "posts.csv", header: false })).notes, [
			"1 row without a value is left out.",
		]);
		folder.write("large.csv", `id,name\n,\n${"1,Ann\n".repeat(300_000)},\n`);
		const large = await folder.open(csv, "large.csv");
		assert.deepEqual(large.notes, ["In what was looked at, 1 row without a value is left out."]);
	});

	it("may have columns without a name at the end, which are empty", async () => {
		assert.deepEqual(await read("id,name,,\n1,Ann,,\n2,Bob\n3,Cy,,x\n"), [
			[2, { id: "1", name: "Ann" }],
			[3, { id: "2", name: "Bob" }],
			[4, 'Line 4: found "x" in column 4, which has no name.'],
		]);
	});

	it("have the names that the settings give, also in a second file", async () => {
		folder.write("1.csv", "1,Ann,x\n");
		folder.write("2.csv", "2;Bob;y\n");
		const items = await folder.items(csv, { path: ["1.csv", "2.csv"], header: ["id", "name", ""] });
		assert.deepEqual(
			items.map(({ value }) => value),
			[
				{ id: "1", name: "Ann" },
				{ id: "2", name: "Bob" },
			],
		);
		await assert.rejects(folder.open(csv, { path: "1.csv", header: ["id", "", "id"] }), {
			message: "The header has no name for column 2.",
			path: ["header"],
		});
		await assert.rejects(folder.open(csv, { path: "1.csv", delimiter: '"' }), { path: ["delimiter"] });
	});

	it("do not begin with a header in one file and without in the next", async () => {
		folder.write("1.csv", "id,name\n1,Ann\n");
		folder.write("2.csv", "2,Bob\n3,Cy\n");
		await assert.rejects(folder.open(csv, ["1.csv", "2.csv"]), {
			message: "The first row of 2.csv (line 1) names other columns than 1.csv has: found 2, Bob; expected id, name.",
			path: [1],
			suggestion: /"header": \["id","name"\]/,
		});
		folder.write("3.csv", "name,id,city\nDee,4,Rome\n");
		assert.equal((await folder.items(csv, ["1.csv", "3.csv"])).length, 2);
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
					// A line of delimiters alone is no row, and neither is an empty one.
					assert.deepEqual(found, quoteAll ? rows : rows.filter((row) => row.some((value) => value !== "")));
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
				// Lines of delimiters alone are left out.
				fc.pre((expected as string[][]).every((row) => row.some((value) => value !== "")));
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
