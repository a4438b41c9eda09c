import assert from "node:assert/strict";
import fc from "fast-check";
import { ExactNumber } from "../../../src/base/exactNumber.ts";
import { parseJson } from "../../../src/base/parseJson.ts";
import { canonical, jsonText, textRuns } from "./jsonText.ts";

describe("parsing JSON", () => {
	for (const text of [
		"9007199254740993",
		"-653247040368672769",
		"123456789012345678901234567890",
		"19.90",
		"1.0",
		"-0",
		"-0.0",
		"1e400",
		"1E5",
		"1e-7",
		"0.0000001",
		"0.1234567890123456789012345678901",
		"123456789.12345678",
		"12345678.123456789",
	]) {
		it(`keeps ${text} as it is written, wherever it stands`, () => {
			for (const json of [text, `[${text}]`, `{"a":${text}}`, `[1,${text},2]`, `{"a":1,"b":[true,{"c":${text}}]}`]) {
				assert.equal(JSON.stringify(parseJson(json)), json);
			}
			assert.equal(`${(parseJson(`{"a":\n${text} }`) as { a: unknown }).a}`, text);
		});
	}

	for (const text of ["0", "7", "-3", "0.1", "19.9", "1234567.891", "9007199254740991", "0.000001"]) {
		it(`makes a plain number of ${text}`, () => {
			assert.equal(parseJson(text), Number(text));
			assert.deepEqual(parseJson(`[1e5,${text}]`), [new ExactNumber("1e5"), Number(text)]);
		});
	}

	it("leaves text that looks like such a number alone", () => {
		const json = '{"id":"9007199254740993","s":"a: 1.50, [1e400] -0"}';
		assert.deepEqual(parseJson(json), JSON.parse(json));
	});

	it("says what is wrong as JSON.parse does", () => {
		for (const text of ["[1e5", "{'a':1.0}", "01.0", "[1.]", "[-]", "1e5 x", '{"a":9007199254740993,}']) {
			assert.throws(() => parseJson(text), SyntaxError);
		}
	});

	it("refuses what is nested so deep that copying it would exhaust the stack", () => {
		const nested = (depth: number, inner: string) => `${'{"a":['.repeat(depth / 2)}${inner}${"]}".repeat(depth / 2)}`;
		assert.doesNotThrow(() => structuredClone(parseJson(nested(1_000, "1"))));
		assert.throws(() => parseJson(nested(1_002, "1")), { name: "SyntaxError", message: /more than 1,000 deep/ });
		assert.throws(() => parseJson("[".repeat(100_000) + "]".repeat(100_000)), SyntaxError);
		const flat = JSON.stringify(Array(3_000).fill({ a: ["[[[{{{", '\\"[{'] }));
		assert.deepEqual(parseJson(flat), JSON.parse(flat));
	});

	it("gives every number of any text back", () => {
		fc.assert(
			fc.property(jsonText, (text) => {
				assert.equal(JSON.stringify(parseJson(text)), canonical(text));
			}),
			textRuns,
		);
	});
});
