import assert from "node:assert/strict";
import fc from "fast-check";
import { LineReader, maxLineBytes } from "../../../src/sources/formats/lineReader.ts";

interface Read {
	readonly text: string;
	readonly line: number;
	readonly flaw: string | undefined;
}

function readLines(blocks: readonly Uint8Array[], firstLine = 1): Read[] {
	const found: Read[] = [];
	const reader = new LineReader(firstLine, (text, line, flaw) => found.push({ text, line, flaw: flaw?.message }));
	for (const block of blocks) reader.push(Buffer.from(block));
	reader.end();
	return found;
}

function texts(...blocks: readonly string[]): string[] {
	return readLines(blocks.map((block) => Buffer.from(block))).map(({ text }) => text);
}

/** The bytes cut at arbitrary places, even in the middle of a character. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
	const borders = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
	return borders.slice(1).map((border, at) => bytes.subarray(borders[at], border));
}

const places = fc.array(fc.nat(), { maxLength: 8 });

describe("LineReader", () => {
	it("finds the same lines wherever the blocks are cut", () => {
		const text = fc.string({
			unit: fc.constantFrom("a", "ß", "\r", "\n", "\r\n", "語", "🐈", '"', " "),
			maxLength: 40,
		});
		fc.assert(
			fc.property(text, places, (content, where) => {
				const found = readLines(cut(Buffer.from(content), where));
				const lines = content.split(/\r\n|\n|\r/);
				// What follows the last line end is a line only when there is something.
				if (lines.at(-1) === "") lines.pop();
				const expected = lines.map((line, at) => ({ text: line, line: at + 1, flaw: undefined }));
				assert.deepEqual(found, expected);
			}),
			{ numRuns: 1000 },
		);
	});

	it("hands on the end of each line, wherever the blocks are cut", () => {
		const text = fc.string({ unit: fc.constantFrom("a", "ß", "\r", "\n"), maxLength: 20 });
		fc.assert(
			fc.property(text, places, (content, where) => {
				let again = "";
				const reader = new LineReader(1, (line, _line, _flaw, end) => {
					again += line + end;
				});
				for (const block of cut(Buffer.from(content), where)) reader.push(Buffer.from(block));
				reader.end();
				assert.equal(again, content);
			}),
			{ numRuns: 1000 },
		);
	});

	it("names the line that has a NUL", () => {
		const advice = "it is no text. Save the file as UTF-8 text, or leave the line out.";
		assert.deepEqual(
			readLines([Buffer.from("a\nb\0\nc")]).map(({ flaw }) => flaw),
			[undefined, `Line 2 has a NUL character at column 2: ${advice}`, undefined],
		);
	});

	it("finds bytes that are not UTF-8 in the same lines wherever the blocks are cut", () => {
		const byte = fc.constantFrom(0x61, 0x0a, 0xc3, 0xa9, 0xff);
		fc.assert(
			fc.property(fc.array(byte, { maxLength: 40 }), places, (bytes, where) => {
				const all = Uint8Array.from(bytes);
				assert.deepEqual(readLines(cut(all, where)), readLines([all]));
			}),
		);
	});

	it("takes the last line without a newline, and adds none after a newline", () => {
		assert.deepEqual(texts("a\nb"), ["a", "b"]);
		assert.deepEqual(texts("a\nb\n"), ["a", "b"]);
		assert.deepEqual(texts(""), []);
	});

	it("drops a byte order mark, also one that comes in pieces, and no other one", () => {
		const mark = Buffer.from("\ufeff");
		assert.deepEqual(texts("\ufeffa\n\ufeffb"), ["a", "\ufeffb"]);
		const pieces = [mark.subarray(0, 1), mark.subarray(1), Buffer.from("a\n")];
		assert.equal(readLines(pieces)[0]?.text, "a");
	});

	it("counts from the line that the input begins on", () => {
		assert.deepEqual(
			readLines([Buffer.from("a\n\nb")], 7).map(({ line }) => line),
			[7, 8, 9],
		);
	});

	it("names the line that is not UTF-8, and reads the others as they are", () => {
		const bytes = Buffer.concat([Buffer.from("é\n"), Buffer.from([0x63, 0xe9, 0x0a]), Buffer.from("ü\n")]);
		assert.deepEqual(readLines([bytes]), [
			{ text: "é", line: 1, flaw: undefined },
			{
				text: "c\ufffd",
				line: 2,
				flaw: 'Line 2 is not valid UTF-8: save the file as UTF-8, or name its "encoding" ("windows-1252", for example).',
			},
			{ text: "ü", line: 3, flaw: undefined },
		]);
	});

	it("counts a line that is too long without keeping it", () => {
		const block = Buffer.alloc(1024 * 1024, "x");
		const found: Read[] = [];
		const reader = new LineReader(1, (text, line, flaw) => found.push({ text, line, flaw: flaw?.message }));
		reader.push(Buffer.from("before\n"));
		const before = process.memoryUsage().arrayBuffers;
		const count = 200;
		let maxBytes = 0;
		for (let at = 0; at < count; at++) {
			reader.push(block);
			maxBytes = Math.max(maxBytes, process.memoryUsage().arrayBuffers);
		}
		reader.push(Buffer.from("\nafter"));
		reader.end();
		assert.deepEqual(
			found.map(({ text, line }) => [text.length, line]),
			[
				[6, 1],
				[1000, 2],
				[5, 3],
			],
		);
		assert.equal(found[1]?.flaw, "Line 2 is 209,715,200 bytes long; at most 16,777,216 are read as one item.");
		// The pieces, and for a moment their copy; 200 MiB if the line were kept.
		assert.ok(maxBytes - before < 3 * maxLineBytes, `${maxBytes - before} bytes more`);
	});

	it("takes a line of exactly the maximum length", () => {
		const [first] = readLines([Buffer.alloc(maxLineBytes - 1, "x"), Buffer.from("y\n")]);
		assert.equal(first?.flaw, undefined);
		assert.equal(first?.text.length, maxLineBytes);
	});
});
