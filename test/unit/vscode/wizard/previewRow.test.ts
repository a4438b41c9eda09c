import assert from "node:assert/strict";
import { previewRow } from "../../../../src/vscode/wizard/previewRow.ts";

describe("a previewed item's row", () => {
	const preview = { index: 0, key: "0", value: "ann" };

	it("has a request's line beside the item's name, and its body below", () => {
		const rendered = { method: "POST", url: "http://x/posts", headers: {}, json: { title: "Hello" } };
		const { description, detail } = previewRow({ ...preview, key: "hello", rendered });
		assert.equal(description, "Item 1: hello  POST http://x/posts");
		assert.equal(detail, '{"title":"Hello"}');
	});

	it("shows a module the item that it is called with, and anything else as it is", () => {
		assert.equal(previewRow({ ...preview, rendered: { module: "a.mjs", item: "ann" } }).detail, "ann");
		assert.equal(previewRow({ ...preview, rendered: "echo 'ann'" }).detail, "echo 'ann'");
	});

	it("says why an item would fail, and makes no icon of a value", () => {
		const { label, detail } = previewRow({ ...preview, rendered: null, problem: "Line 3 has $(bug) too few fields." });
		assert.deepEqual([label, detail], ["$(warning)", "Line 3 has \\$(bug) too few fields."]);
	});
});
