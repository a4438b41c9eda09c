import assert from "node:assert/strict";
import { commandOperation } from "../../../../src/operations/command/command.ts";
import { httpOperation } from "../../../../src/operations/http/http.ts";
import { moduleOperation } from "../../../../src/operations/module/module.ts";
import { previewRow } from "../../../../src/vscode/wizard/previewRow.ts";

describe("a previewed item's row", () => {
	const preview = { index: 0, key: "0", value: "ann" };

	it("shows a request's line beside the item's name, and its body below", () => {
		const rendered = { method: "POST", url: "http://x/posts", headers: {}, json: { title: "Hello" } };
		const { description, detail } = previewRow({ ...preview, key: "hello", rendered }, httpOperation);
		assert.equal(description, "Item 1: hello  POST http://x/posts");
		assert.equal(detail, '{"title":"Hello"}');
	});

	it("shows the item that a module is called with, and anything else as it is", () => {
		const called = { module: "a.mjs", item: "ann" };
		assert.equal(previewRow({ ...preview, rendered: called }, moduleOperation).detail, "ann");
		assert.equal(previewRow({ ...preview, rendered: "echo 'ann'" }, commandOperation).detail, "echo 'ann'");
	});

	it("says why an item would fail, and does not turn a value into an icon", () => {
		const unread = { ...preview, rendered: null, problem: "Line 3 has $(bug) too few fields." };
		const { label, detail } = previewRow(unread, httpOperation);
		assert.deepEqual([label, detail], ["$(warning)", "Line 3 has \\$(bug) too few fields."]);
	});
});
