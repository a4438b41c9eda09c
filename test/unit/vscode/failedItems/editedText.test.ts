import assert from "node:assert/strict";
import { parseJson } from "../../../../src/base/parseJson.ts";
import type { FailedOutcome } from "../../../../src/engine/model/outcome.ts";
import type { FailedItem } from "../../../../src/engine/model/ports.ts";
import { editableItems, editedText, maxEdited, tableColumns } from "../../../../src/vscode/failedItems/editedText.ts";

const failed = (index: number, value: unknown, outcome: FailedOutcome = "failed"): FailedItem => ({
	item: { index, key: `k${index}`, value, location: undefined, problem: undefined },
	outcome,
	failure: { category: "fail", message: "no", name: "Error", code: undefined, detail: "a\u2028b" },
	groupId: "g",
	attempts: 1,
	history: [],
});

/** Pages of items as a run has them. */
function readerOf(items: readonly FailedItem[]) {
	return {
		failures: (_: object, { after = -1, limit }: { readonly after?: number; readonly limit: number }) =>
			items.filter(({ item }) => item.index > after).slice(0, limit),
	};
}

describe("failed items to be edited", () => {
	it("are each there once, by index, without those in doubt, and not more than anybody edits", () => {
		const some = readerOf([failed(1, "a"), failed(2, "b", "interrupted"), failed(7, "c", "skipped")]);
		assert.deepEqual(
			editableItems(some, [{ indices: [7] }, { outcome: "failed" }]).map(({ item }) => item.index),
			[1, 7],
		);
		const many = readerOf(Array.from({ length: maxEdited + 1_000 }, (_, index) => failed(index, "x")));
		assert.equal(editableItems(many, [{}]).length, maxEdited);
	});

	it("make a table where their values fit into cells", () => {
		assert.deepEqual(tableColumns([failed(1, { a: 1 }), failed(2, { b: parseJson("1.0") }), failed(3, "x")]), [
			"a",
			"b",
			"value",
		]);
		assert.equal(tableColumns([failed(1, { a: [1] })]), undefined);
		assert.equal(tableColumns([failed(1, ["x"])]), undefined);
	});

	it("are lines of JSON that no editor takes for more lines", () => {
		const text = editedText([failed(1, { n: parseJson("10.50") })], "jsonl");
		assert.equal(
			text,
			'{"index":1,"key":"k1","value":{"n":10.50},"outcome":"failed","message":"no","detail":"a\\u2028b"}\n',
		);
	});
});
