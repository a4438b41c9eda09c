import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { csv } from "../../../src/sources/csv.ts";
import { json } from "../../../src/sources/json.ts";
import { jsonl } from "../../../src/sources/jsonl.ts";
import { lines } from "../../../src/sources/lines.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

describe("a file to read items from", () => {
	const folder = new TrialFolder();
	before(() => {
		folder.write("posts.csv", "a\n1\n");
		mkdirSync(join(folder.path, "data"));
	});
	after(() => folder.remove());

	for (const kind of [lines, csv, json, jsonl]) {
		it(`is named with its absolute path where it is missing (${kind.name})`, async () => {
			await assert.rejects(folder.open(kind, "post.csv"), (error) => {
				assert.ok(error instanceof SettingsError);
				assert.equal(error.message, `There is no file ${join(folder.path, "post.csv")}.`);
				assert.equal(error.suggestion, 'Did you mean "posts.csv"?');
				assert.deepEqual(error.path, []);
				return true;
			});
		});
	}

	it("is pointed at where the settings name it", async () => {
		await assert.rejects(folder.open(jsonl, ["posts.csv", "nothing.jsonl"]), { path: [1] });
		await assert.rejects(folder.open(csv, { path: ["nothing.csv"] }), { path: ["path", 0] });
	});

	it("is missing with its folder, or below a file", async () => {
		const base = folder.path;
		await assert.rejects(folder.open(lines, "dta/x.txt"), {
			message: `There is no file ${base}/dta/x.txt: ${base}/dta does not exist or is no folder.`,
			suggestion: 'Did you mean "data"?',
		});
		await assert.rejects(folder.open(lines, "posts.csv/x"), /There is no file/);
	});

	it("is no pattern", async () => {
		await assert.rejects(folder.open(lines, "logs-of-*.txt"), { suggestion: /Patterns are for "files"/ });
	});

	it("is not listed under two names, or twice", async () => {
		folder.write("list.txt", "1\n2\n");
		linkSync(join(folder.path, "list.txt"), join(folder.path, "hard.txt"));
		symlinkSync("list.txt", join(folder.path, "soft.txt"));
		for (const other of ["hard.txt", "soft.txt", "./list.txt"]) {
			await assert.rejects(folder.open(lines, ["list.txt", other]), {
				message: `${other} is the same file as list.txt, by another name: each of its items would be run twice.`,
				path: [1],
			});
		}
		await assert.rejects(folder.open(lines, { path: ["list.txt", "list.txt"] }), {
			message: /^list\.txt is in the list twice/,
			path: ["path", 1],
		});
	});

	it("is no pipe, and nobody waits for one", async function () {
		if (process.platform === "win32") this.skip();
		execFileSync("mkfifo", [join(folder.path, "pipe")]);
		await assert.rejects(folder.open(lines, "pipe"), {
			message: `${join(folder.path, "pipe")} is no regular file, so it could not be read again when a run is resumed.`,
		});
	});

	it("is no folder", async () => {
		await assert.rejects(folder.open(lines, "data"), {
			message: `${join(folder.path, "data")} is a folder; expected a file.`,
			suggestion: /"files"/,
		});
	});

	for (const encoding of ["utf-16le", "utf-16be"] as const) {
		it(`is read in ${encoding} if that is said, and recognized if not`, async () => {
			for (const [mark, text] of [
				["\ufeff", "id,name\n1,Łódź\n2,x\n"],
				["", "id,name\n1,Łódź\n2,x\n"],
				["", `id,name\n${"1,東京都千代田区丸の内一丁目\n".repeat(300)}2,x\n`],
			] as const) {
				const bytes = Buffer.from(mark + text, "utf16le");
				folder.write("export.txt", encoding === "utf-16le" ? bytes : bytes.swap16());
				await assert.rejects(folder.open(csv, "export.txt"), {
					message: `${join(folder.path, "export.txt")} is in UTF-16 (${encoding.slice(-2).toUpperCase()}); expected UTF-8.`,
					suggestion: `Save it as UTF-8, or set "encoding": "${encoding}".`,
				});
				await assert.rejects(folder.open(lines, { path: "export.txt", encoding: "latin1" }), /expected windows-1252/);
				const items = await folder.items(csv, { path: "export.txt", encoding });
				assert.deepEqual(items.at(-1)?.value, { id: "2", name: "x" });
				assert.equal(items.length, text.split("\n").length - 2);
			}
		});
	}

	it("is decoded from what the settings say, and tells what cannot be", async () => {
		folder.write("a.txt", Buffer.from([0x63, 0xe9, 0x80, 0x0a, 0x78, 0x0a]));
		assert.deepEqual(brief(await folder.items(lines, { path: ["a.txt"], encoding: "windows-1252" })), [
			[1, "cé€"],
			[2, "x"],
		]);
		folder.write("b.jsonl", Buffer.from([0x22, 0x93, 0xfa, 0x96, 0x7b, 0x22, 0x0a, 0x22, 0xff, 0x22, 0x0a, 0x31]));
		assert.deepEqual(brief(await folder.items(jsonl, { path: "b.jsonl", encoding: "sjis" })), [
			[1, "日本"],
			[2, 'Line 2 is not valid shift_jis: is the "encoding" right?'],
			[3, 1],
		]);
		folder.write("c.json", Buffer.from('[\n"caf\xe9"]', "latin1"));
		assert.deepEqual(brief(await folder.items(json, { path: "c.json", encoding: "iso-8859-15" })), [[2, "café"]]);
		assert.throws(() => lines.schema.parse({ path: "a.txt", encoding: "utf-9" }));
	});

	it("may have a NUL in one line, which fails", async () => {
		folder.write("nul.txt", `${"some text\n".repeat(100)}a\0b\n`);
		const items = await folder.items(lines, "nul.txt");
		assert.equal(items.length, 101);
		assert.match(items[100]?.problem ?? "", /^Line 101 has a NUL character at column 2: it is no text\./);
	});

	it("is no JSON if it is not valid UTF-8", async () => {
		folder.write("bad.json", Buffer.from('["a",\n"é",\n"caf\xe9"]', "latin1"));
		await assert.rejects(folder.items(json, "bad.json"), {
			message: "bad.json is not valid UTF-8 in line 2.",
			suggestion: /"encoding"/,
		});
		const long = `[${'"ä",\n'.repeat(20_000)}"é"]`;
		folder.write("long.json", long);
		assert.equal((await folder.items(json, "long.json")).length, 20_001);
		const cut = Buffer.from(long);
		folder.write("long.json", Buffer.concat([cut.subarray(0, -3), cut.subarray(-2)]));
		await assert.rejects(folder.items(json, "long.json"), /is not valid UTF-8 in line 20001\.$/);
	});

	const packed = Buffer.from("PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0abcdefghijkl\x13\0\0\0[Content_Types].xml", "latin1");
	for (const [what, bytes, expected] of [
		["a workbook", packed, /is an Excel workbook \(\.xlsx\)/],
		[
			"a zip archive",
			Buffer.from(packed.toString("latin1").replace("[Content_Types].xml", "posts/2026/first.csv")),
			/zip/,
		],
		["an old workbook", Buffer.from("d0cf11e0a1b11ae100000000", "hex"), /\.xls/],
		["bzip2", Buffer.from("425a6839314159265359a1b2", "hex"), /packed with bzip2/],
		["a PDF", Buffer.from("%PDF-1.7\n1 0 obj\n"), /is a PDF, no text/],
		["zstd", Buffer.from("28b52ffd0461", "hex"), /packed with zstd/],
		["xz", Buffer.from("fd377a585a000004", "hex"), /packed with xz/],
		["a packed workbook", gzipSync(packed), /Excel workbook/],
	] as const) {
		it(`is named where it is no text: ${what}`, async () => {
			folder.write("table.csv", bytes);
			for (const kind of [csv, lines, json, jsonl]) {
				await assert.rejects(folder.open(kind, "table.csv"), (error) => {
					assert.ok(error instanceof SettingsError);
					assert.match(error.message, expected);
					assert.ok(error.suggestion);
					return true;
				});
			}
		});
	}

	it("may begin as others do", async () => {
		folder.write("text.txt", "BZh9 is how bzip2 begins\nPKZIP\n");
		assert.equal((await folder.items(lines, "text.txt")).length, 2);
	});

	it("may be packed with gzip, in one or several parts", async () => {
		const rows = Array.from({ length: 50_000 }, (_, n) => `${n},row ${n}: some text`);
		const text = `id,name\n${rows.join("\n")}\n`;
		folder.write("posts.csv.gz", Buffer.concat([gzipSync(text.slice(0, 300_001)), gzipSync(text.slice(300_001))]));
		const source = await folder.open(csv, "posts.csv.gz");
		assert.equal(source.total()?.exact, false);
		const items = await itemsOf(source);
		assert.deepEqual(
			items.map(({ value }) => value),
			rows.map((_, n) => ({ id: `${n}`, name: `row ${n}: some text` })),
		);
		assert.deepEqual(source.total(), { count: 50_000, exact: true });
		folder.write("few.jsonl", gzipSync(Buffer.from('"é"\n', "latin1")));
		assert.deepEqual(brief(await folder.items(jsonl, { path: "few.jsonl", encoding: "latin1" })), [[1, "é"]]);
	});

	it("says that it is damaged where it cannot be unpacked", async () => {
		const whole = gzipSync(randomBytes(200_000).toString("base64").replaceAll("A", "\n"));
		folder.write("cut.txt.gz", whole.subarray(0, -1000));
		await assert.rejects(folder.items(lines, "cut.txt.gz"), {
			message: `${join(folder.path, "cut.txt.gz")} cannot be unpacked: unexpected end of file.`,
			suggestion: /cut or damaged/,
		});
	});

	it("may be read", async function () {
		// The superuser may read everything.
		if (process.getuid?.() === 0 || process.platform === "win32") this.skip();
		chmodSync(folder.write("secret.txt", "a\n"), 0);
		await assert.rejects(folder.open(lines, "secret.txt"), { message: /secret\.txt may not be read \(EACCES\)\.$/ });
	});
});
