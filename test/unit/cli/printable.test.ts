import assert from "node:assert/strict";
import fc from "fast-check";
import { printable, printableJson, printableLines } from "../../../src/cli/terminal/printable.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** With more control characters than texts have by chance. */
const texts = fc.array(fc.nat(0x2100)).map((codes) => String.fromCharCode(...codes));

describe("Text for a terminal", () => {
	it("holds no control characters, whatever it is made of", () => {
		fc.assert(
			fc.property(texts, (text) => {
				assert.doesNotMatch(printable(text), control);
				for (const line of printableLines(text)) assert.doesNotMatch(line.replaceAll("\t", ""), control);
			}),
		);
		assert.equal(printable("a\u001b]0;title\u0007b\nc"), "a ]0;title b c");
		assert.deepEqual(printableLines("a\r\nb\tc\u009b31m\n"), ["a", "b\tc 31m", ""]);
	});

	it("shows what would turn its direction", () => {
		assert.equal(printable("invoice\u202efdp.exe"), "invoice\\u202efdp.exe");
		assert.equal(printableJson("a\u2066b"), '"a\\u2066b"');
		assert.equal(
			printable("\u05e9\u05dc\u05d5\u05dd"),
			"\u05e9\u05dc\u05d5\u05dd",
			"letters have a direction of their own",
		);
	});

	it("is JSON of the same value, in one line", () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const text = printableJson(value);
				assert.doesNotMatch(text, control);
				assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
			}),
		);
		assert.equal(printableJson("\u009b31m"), '"\\u009b31m"');
	});
});
