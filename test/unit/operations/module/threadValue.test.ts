import assert from "node:assert/strict";
import { parseJson } from "../../../../src/base/parseJson.ts";
import { threadValue } from "../../../../src/operations/module/threadValue.ts";

describe("a value for a module's thread", () => {
	it("has a bigint for an integer beyond 2^53, and the nearest number for the rest", () => {
		const value = parseJson('{"id":9007199254740993,"list":[-12345678901234567890,19.90,1e400,-0],"n":1}');
		assert.deepEqual(structuredClone(threadValue(value)), {
			id: 9007199254740993n,
			list: [-12345678901234567890n, 19.9, Number.POSITIVE_INFINITY, -0],
			n: 1,
		});
	});

	it("cannot be forgotten: no clone takes such a number as it is", () => {
		assert.throws(() => structuredClone(parseJson("[9007199254740993]")), { name: "DataCloneError" });
	});

	it("is the same object where it has no such number", () => {
		const value = { a: [1, { b: null }], c: "9007199254740993" };
		assert.equal(threadValue(value), value);
	});
});
