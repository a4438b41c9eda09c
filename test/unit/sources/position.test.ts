import assert from "node:assert/strict";
import { appendFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { SourcePosition } from "../../../src/engine/model/ports.ts";
import { csv } from "../../../src/sources/csv.ts";
import { files } from "../../../src/sources/files.ts";
import { json } from "../../../src/sources/json.ts";
import { jsonl } from "../../../src/sources/jsonl.ts";
import { lines } from "../../../src/sources/lines.ts";
import type { SourceKind } from "../../../src/sources/sourceKind.ts";
import { itemsFrom, kept } from "./readOn.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

const field = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom("plain", "ümlaut 😀", "x".repeat(300)) },
	fc.constantFrom('"a, b"', '"two\nlines"', '"with ""quotes"""'),
);
const table = fc.array(fc.tuple(field, field), { minLength: 200, maxLength: 900 });

describe("a position in a source", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	async function assertReadsOn(kind: SourceKind, settings: unknown, share: number): Promise<void> {
		const source = await folder.open(kind, settings);
		const all = await itemsOf(source);
		const wanted = Math.floor(share * all.length);
		const position = kept(source.position?.(wanted));
		assert.ok(position.index <= wanted);
		const again = await folder.open(kind, settings);
		assert.deepEqual(await itemsFrom(again, position), all.slice(position.index));
		assert.equal(await again.changeSince?.(position), undefined);
		assert.deepEqual(again.total(), { count: all.length, exact: true });
	}

	it("lets CSV be read on with the same rows, wherever it is", async () => {
		await fc.assert(
			fc.asyncProperty(table, table, fc.double({ min: 0, max: 1, noNaN: true }), async (first, second, share) => {
				const text = (rows: typeof first) => `\ufeffname;other\r\n${rows.map((row) => row.join(";")).join("\r\n")}`;
				folder.write("a.csv", text(first));
				folder.write("b.csv", `${text(second)}\r\n`);
				await assertReadsOn(csv, ["a.csv", "b.csv"], share);
			}),
			{ numRuns: 25 },
		);
	});

	it("lets a file be read on that is packed, or in another encoding", async () => {
		const rows = Array.from({ length: 20_000 }, (_, n) => `${n};"é\n${n}";x`);
		const text = `id;name;other\r\n${rows.join("\r\n")}`;
		folder.write("packed.csv", gzipSync(text));
		folder.write("wide.csv", Buffer.from(`\ufeff${text}`, "utf16le"));
		for (const share of [0.3, 0.9]) {
			await assertReadsOn(csv, ["packed.csv", "a.csv"], share);
			await assertReadsOn(csv, { path: "wide.csv", encoding: "utf-16le" }, share);
		}
	});

	it("lets lines, JSON lines and a list be read on that are packed, and sees that they have changed", async () => {
		const rows = Array.from({ length: 20_000 }, (_, n) => JSON.stringify({ n, text: "é\n" }));
		const contents = {
			"packed.txt.gz": rows.join("\r"),
			"packed.jsonl.gz": rows.join("\n"),
			"packed.json.gz": `[${rows}]`,
		};
		for (const [kind, name] of [
			[lines, "packed.txt.gz"],
			[jsonl, "packed.jsonl.gz"],
			[json, "packed.json.gz"],
		] as const) {
			const packed = (text: string) => folder.write(name, gzipSync(text));
			packed(contents[name]);
			await assertReadsOn(kind, name, 0.6);
			const source = await folder.open(kind, name);
			const all = await itemsOf(source);
			assert.deepEqual(kind === lines ? JSON.parse(String(all[700]?.value)) : all[700]?.value, { n: 700, text: "é\n" });
			const position = kept(source.position?.(12_000));
			assert.equal(position.index > 0, kind !== json);
			packed(contents[name].replace('"n":17,', '"n":71,'));
			assert.equal((await (await folder.open(kind, name)).changeSince?.(position))?.isBeforeMark, true);
		}
	});

	it("lets CSV be read on where CR ends its lines", async () => {
		folder.write("cr.csv", `id,name\r${Array.from({ length: 20_000 }, (_, n) => `${n},x\r`).join("\r")}`);
		for (const share of [0.2, 0.5, 0.99]) await assertReadsOn(csv, "cr.csv", share);
	});

	it("is near to where it was asked for, in large files", async () => {
		const rows = Array.from({ length: 100_000 }, (_, n) => JSON.stringify({ n }));
		folder.write("large.jsonl", `${rows.join("\n")}\n`);
		folder.write("large.txt", rows.join("\n"));
		for (const [kind, name] of [
			[jsonl, "large.jsonl"],
			[lines, "large.txt"],
		] as const) {
			await assertReadsOn(kind, name, 0.5);
			const source = await folder.open(kind, name);
			await itemsOf(source);
			assert.ok((source.position?.(50_000)?.index ?? 0) > 45_000);
		}
	});

	it("is the beginning of a JSON list and of a list of files", async () => {
		folder.write("list.json", JSON.stringify(Array.from({ length: 20_000 }, (_, n) => ({ n }))));
		await assertReadsOn(json, "list.json", 0.7);
		await assertReadsOn(files, "*.{csv,txt}", 0.5);
	});

	it("is one of a few that are kept, however long one item is waited for", async () => {
		const source = await folder.open(jsonl, "large.jsonl");
		await itemsOf(source);
		assert.equal(source.position?.(0)?.index, 0);
		assert.ok((source.position?.(99_999)?.index ?? 0) > 95_000);
	});
});

describe("a source at the resume of a run", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	/** The position of a run that has read about half of `items.jsonl`. */
	async function halfRead(): Promise<{ position: SourcePosition; file: string }> {
		const file = folder.write(
			"items.jsonl",
			Array.from({ length: 50_000 }, (_, n) => `${JSON.stringify({ n })}\n`).join(""),
		);
		const source = await folder.open(jsonl, "items.jsonl");
		let seen = 0;
		for await (const chunk of source.chunks(new AbortController().signal)) {
			seen += chunk.length;
			if (seen > 25_000) break;
		}
		return { position: kept(source.position?.(20_000)), file };
	}

	const changeSince = async (position: SourcePosition) =>
		(await folder.open(jsonl, "items.jsonl")).changeSince?.(position);

	it("is the same up to where it was read when only its date has changed", async () => {
		const { position, file } = await halfRead();
		assert.equal(await changeSince(position), undefined);
		utimesSync(file, new Date(), new Date(statSync(file).mtimeMs + 5_000));
		const change = await changeSince(position);
		assert.equal(change?.isBeforeMark, false);
		assert.match(change?.message ?? "", /^items\.jsonl was written since; the first [\d,]+ bytes.* are the same\.$/);
	});

	it("tells lines that were added at its end from others", async () => {
		const { position, file } = await halfRead();
		appendFileSync(file, '{"n":50000}\n');
		assert.equal((await changeSince(position))?.isBeforeMark, false);
	});

	it("has changed when one byte of what was read has", async () => {
		const { position } = await halfRead();
		const text = Array.from({ length: 50_000 }, (_, n) => `${JSON.stringify({ n: n === 777 ? 778 : n })}\n`).join("");
		folder.write("items.jsonl", text);
		const change = await changeSince(position);
		assert.deepEqual(
			[change?.isBeforeMark, change?.message],
			[true, "items.jsonl has changed in the part that the run had read."],
		);
	});

	it("has changed when it is shorter than what was read", async () => {
		const { position } = await halfRead();
		folder.write("items.jsonl", '{"n":0}\n');
		assert.equal((await changeSince(position))?.isBeforeMark, true);
	});

	it("has changed when it is a list of files and one was added", async () => {
		const source = await folder.open(files, "*.jsonl");
		const position = kept(source.position?.(0));
		folder.write(join("another.jsonl"), "1\n");
		const change = await (await folder.open(files, "*.jsonl")).changeSince?.(position);
		assert.deepEqual([change?.isBeforeMark, change?.message], [true, "1 file matched when the run began; 2 do now."]);
	});
});
