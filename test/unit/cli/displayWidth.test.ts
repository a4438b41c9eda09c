import assert from "node:assert/strict";
import { columns } from "../../../src/cli/terminal/columns.ts";
import { cutToWidth, displayWidth } from "../../../src/cli/terminal/displayWidth.ts";

describe("The width of text on a terminal", () => {
	it("counts what takes two columns, and what takes none", () => {
		assert.equal(displayWidth("abc"), 3);
		assert.equal(displayWidth("名前"), 4);
		assert.equal(displayWidth("한국어"), 6);
		assert.equal(displayWidth("e\u0301"), 1);
		assert.equal(displayWidth("🎉"), 2);
	});

	it("is cut to the room that there is", () => {
		assert.equal(cutToWidth("abcdef", 6), "abcdef");
		assert.equal(cutToWidth("abcdef", 5), "abcd…");
		assert.equal(cutToWidth("名前の", 5), "名前…");
		assert.equal(cutToWidth("名前の", 4), "名…");
		assert.equal(cutToWidth("abc", 0), "");
	});

	it("aligns the cells of a column", () => {
		assert.deepEqual(
			columns([
				["1", "名前", "x"],
				["1,000", "b", "a longer one"],
			]),
			["1      名前  x", "1,000  b     a longer one"],
		);
	});
});
