import assert from "node:assert/strict";
import {
	oneLine,
	shortened,
	withoutIcons,
	withoutLinks,
	withoutMarkdown,
} from "../../../src/vscode/texts/plainText.ts";

describe("foreign text", () => {
	it("does not become an icon in the status bar or a pick", () => {
		assert.equal(withoutIcons("$(bug) $(sync~spin) $5 $(no icon)"), "\\$(bug) \\$(sync~spin) $5 $(no icon)");
	});

	it("does not become a link in a notification", () => {
		assert.ok(!/\[[^\]]*\]\([^)]*\)/.test(withoutLinks("see [this](command:evil) and [that](http://x)")));
	});

	it("does not become markup in Markdown", () => {
		assert.equal(withoutMarkdown("*a* | [b](c) <i>"), "\\*a\\* \\| \\[b\\]\\(c\\) \\<i\\>");
	});

	it("stays on one line, and is shortened if it is long", () => {
		assert.equal(oneLine(" a\r\nb\u2028c\u0000 "), "a b c");
		assert.equal(shortened("twelve signs", 12), "twelve signs");
		assert.equal(shortened("more than twelve", 12), "more than t…");
	});
});
