import assert from "node:assert/strict";
import { SettingsError } from "../../../../src/base/settingsError.ts";
import { cellText } from "../../../../src/sinks/table/cells.ts";
import { type Column, type ColumnOptions, TableColumns } from "../../../../src/sinks/table/tableColumns.ts";
import type { TableRow } from "../../../../src/sinks/table/tableRow.ts";

const failure = { category: "fail", name: "HttpError", message: "no", code: "409", detail: undefined } as const;

function row(value: unknown, result?: unknown, info: Partial<TableRow> = {}): TableRow {
	const outcome = result === undefined ? "failed" : "succeeded";
	return { index: 3, key: "k", value, outcome, attempts: 2, durationMs: 1.5, result, ...info };
}

function table(rows: readonly TableRow[], columns?: readonly Column[], options?: ColumnOptions): string[][] {
	const found = new TableColumns(columns, options);
	for (const one of rows) found.meet(one);
	return [[...found.names], ...rows.map((one) => (found.cells(one) ?? []).map(cellText))];
}

describe("the columns of a table", () => {
	it("are the item's own, the result's with dotted names, outcome and error", () => {
		assert.deepEqual(
			table([
				row({ id: "1", name: "a" }, { status: 201, body: { id: 7, tags: ["x"], none: {} } }),
				row({ id: "2", more: { deep: 1 } }, undefined, { failure }),
			]),
			[
				["id", "name", "more", "status", "body.id", "body.tags", "body.none", "outcome", "error"],
				["1", "a", "", "201", "7", '["x"]', "{}", "succeeded", ""],
				["2", "", '{"deep":1}', "", "", "", "", "failed", "no"],
			],
		);
	});

	it("of a result that is no object is `result`, and an item's as its source names it", () => {
		assert.deepEqual(table([row("a", 5), row("b", null)], undefined, { valueName: "line" }), [
			["line", "result", "outcome", "error"],
			["a", "5", "succeeded", ""],
			["b", "", "succeeded", ""],
		]);
	});

	it("never have one name twice", () => {
		const rows = [row({ id: 1, outcome: "won", "result.id": 0 }, { id: 2, error: "none" })];
		const columns: Column[] = ["*", "result", "outcome", "error", { name: "id", value: () => 3 }];
		assert.deepEqual(table(rows, columns), [
			[
				"id",
				"outcome",
				"result.id",
				"result.result.id",
				"error",
				"run.outcome",
				"run.error",
				"result.result.result.id",
			],
			["1", "won", "0", "2", "none", "succeeded", "", "3"],
		]);
	});

	it("are found by name: the item's before what became of it, and then the result's", () => {
		const rows = [row({ error: "own", x: 1 }, { body: { id: 4 }, "a.b": 5 })];
		const names = ["error", "x", "key", "index", "attempts", "durationMs", "body.id", "a.b", "none"];
		assert.deepEqual(table(rows, names), [names, ["own", "1", "k", "3", "2", "1.5", "4", "5", ""]]);
	});

	it("say which of the job's names no row has anything for", () => {
		const columns = new TableColumns(["*", "id", "nmae", "error"]);
		columns.meet(row({}, { id: 1 }));
		columns.cells(row({}, { id: 1 }));
		assert.deepEqual(columns.missing, ["nmae"]);
	});

	it("that were not met are noticed, and too many are refused", () => {
		const columns = new TableColumns();
		columns.meet(row({ a: 1 }, { b: 1 }));
		assert.equal(columns.cells(row({ a: 1 }, { c: 1 })), undefined);
		assert.equal(columns.cells(row({ d: 1 }, { b: 1 })), undefined);
		const wide = Object.fromEntries(Array.from({ length: 2_001 }, (_, at) => [`id${at}`, 1]));
		assert.throws(() => columns.meet(row({}, wide)), SettingsError);
	});

	it("of an item that nobody kept are its key", () => {
		assert.deepEqual(table([row(undefined, { ok: true })])[0], ["key", "ok", "outcome", "error"]);
	});
});
