import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { lines } from "../../../src/sources/lines.ts";
import { itemsFrom, kept } from "./readOn.ts";
import { brief, itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items from lines of several", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	async function found(text: string | Uint8Array, bounds: object) {
		folder.write("text", text);
		return brief(await folder.items(lines, { path: "text", ...bounds }));
	}

	it("begin where a line begins with the text or matches the pattern; what comes before is left out and told", async () => {
		folder.write("log.md", "# Log\n\nof all\n## 2\r\nb\r\n\r\nc\n\n### in it\n## 1\n## 3\n");
		const source = await folder.open(lines, { path: "log.md", start: "## " });
		assert.equal(source.summary, "3 records of log.md");
		assert.deepEqual(source.notes, ['2 lines of log.md, before the first that begins with "## ", are left out.']);
		const records = [
			[4, "## 2\r\nb\r\n\r\nc\n\n### in it"],
			[10, "## 1"],
			[11, "## 3"],
		];
		assert.deepEqual(brief(await itemsOf(source)), records);
		assert.deepEqual(brief(await folder.items(lines, { path: "log.md", start: "/^## \\d/g" })), records);
	});

	it("stand between lines that are the text or match the pattern, with one of them or several", async () => {
		assert.deepEqual(await found("a\nb\n\n\n\nc---\n---\nd", { separator: "" }), [
			[1, "a\nb"],
			[6, "c---\n---\nd"],
		]);
		assert.deepEqual(await found("---\r\na\r\n---x\r\n---\r\n\r\nb\r\n---\r\n", { separator: "---" }), [
			[2, "a\r\n---x"],
			[6, "b"],
		]);
		assert.deepEqual(await found("a\n-- 1\nb\n-- 22\n", { separator: "/^-- \\d+$/" }), [
			[1, "a"],
			[3, "b"],
		]);
	});

	it("stand between texts wherever in a line, and in what is packed or decoded", async () => {
		const text = "SELECT 1; SELECT\n 2;\n\n;SELECT 'é'";
		const statements = [
			[1, "SELECT 1"],
			[1, " SELECT\n 2"],
			[4, "SELECT 'é'"],
		];
		assert.deepEqual(await found(`\uFEFF${text}`, { separator: { text: ";" } }), statements);
		assert.deepEqual(await found(gzipSync(text), { separator: { text: ";" } }), statements);
		const utf16 = Buffer.from(text, "utf16le");
		assert.deepEqual(await found(utf16, { separator: { text: ";" }, encoding: "utf-16le" }), statements);
	});

	it("fail where they are no text or too long, and go on after that", async () => {
		const long = "x".repeat(9_999);
		const text = `# a\n${`${long}\n`.repeat(1_700)}# b\nc\xe9\n# d\n`;
		const items = await found(Buffer.from(text, "latin1"), { start: "# " });
		assert.equal(items.length, 3);
		const size = "17,000,004 bytes long; at most 16,777,216 are read as one item";
		assert.deepEqual(items[0], [1, `The record that begins in line 1 is ${size}.`]);
		assert.match(String(items[1]?.[1]), /^Line 1703 is not valid UTF-8/);
		assert.deepEqual(items[2], [1704, "# d"]);
	});

	it("are read on from their beginning, also in the middle of a line, of one that is no text, and after a BOM", async () => {
		const line = Buffer.concat([Buffer.from("a;é"), Buffer.of(0xff), Buffer.from("; b\r\nc;d ")]);
		const bom = Buffer.from("\uFEFF");
		folder.write("many", Buffer.concat([bom, ...Array.from({ length: 8_000 }, () => line)]));
		const source = await folder.open(lines, { path: "many", separator: { text: ";" } });
		const all = await itemsOf(source);
		let places = 0;
		for (let index = 0; index < all.length; index += 6_000) {
			const position = kept(source.position?.(index));
			if (position.index > 0) places++;
			assert.deepEqual(await itemsFrom(source, position), all.slice(position.index));
		}
		assert.ok(places >= 3, `${places} places`);
	});

	it("are none where no line begins one, and that is said", async () => {
		folder.write("none", "a\nb\n");
		const source = await folder.open(lines, { path: "none", start: "/^# /" });
		assert.equal(source.whyEmpty?.message, "No line of none matches /^# /.");
	});
});
