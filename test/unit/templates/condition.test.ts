import assert from "node:assert/strict";
import { parseJson } from "../../../src/base/parseJson.ts";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { compileCondition } from "../../../src/templates/condition.ts";
import { type Scope, scopeOf } from "../../../src/templates/scope.ts";

const options = {
	variables: { get: (name: string) => (name === "env:MARK" ? "it's" : undefined), secrets: [] },
	path: ["assert"],
	names: ["result"],
};

function scope(value: string, result: string): Scope {
	const item = { index: 0, key: "k", value: parseJson(value), location: undefined, problem: undefined };
	return { ...scopeOf(item, { runId: "run-1", batch: 0, attempt: 1 }), result: parseJson(result) } as Scope;
}

describe("A condition", () => {
	const values = scope(
		'{"id":9007199254740993,"tags":["a","b"],"price":"19.90","mark":"it\'s"}',
		'{"code":9007199254740993,"body":{"list":[],"a b":3,"none":null}}',
	);

	for (const [text, holds] of [
		["result.code == item.id", true],
		["result.code == 9007199254740992", false],
		["item.price > 19.8999999999999999999", true],
		["result.body.none == nil", true],
		["result.body.gone.for.good == nil", true],
		["item.nope != nil", false],
		["item.tags.size >= 2 and item.tags contains 'b'", true],
		["not result.body.gone", true],
		["result.body['a b'] == 3", true],
		["result.body.list == empty", true],
		["item.mark == ${env:MARK}", true],
		["item.tags | has: 'x'", false],
	] as const) {
		it(`${holds ? "holds" : "does not hold"}: ${text}`, () => {
			assert.equal(compileCondition(text, options).holds(values), holds);
		});
	}

	for (const [text, offset, message] of [
		["item.a = 3", 7, /^"= 3" cannot be read.*==/],
		["item.a && item.b", 7, /^"&& item\.b" cannot be read/],
		["item.a item.b", 7, /^"item\.b" cannot stand here/],
		["item.a == 1 and (item.b == 2)", 16, /^"\(item\.b == 2\)" cannot be read.*without parentheses/],
		["== 3", 0, /^"==" has nothing to compare/],
		["item.a >", 7, /^The condition is not complete/],
		["  ", 0, /^The condition is empty/],
		["{{ item.a }}", 0, /^"\{\{" has no place.*without braces/],
		["item.a and resutl.b", 11, /^Unknown name "resutl".*Did you mean "result"\?/],
	] as const) {
		it(`is refused at its place: ${text}`, () => {
			assert.throws(
				() => compileCondition(text, options),
				(error) =>
					error instanceof SettingsError &&
					message.test(error.text) &&
					(offset === undefined || error.offset === offset),
			);
		});
	}

	it("tells what its names stand for, and which field an item lacks", () => {
		const condition = compileCondition("item.tags.size == 3 and item.pirce == result.body.none", options);
		assert.deepEqual(condition.found(values), [
			{ name: "item.tags.size", value: 2 },
			{ name: "item.pirce", value: null },
			{ name: "result.body.none", value: null },
		]);
		const missing = condition.missing(values);
		assert.match(String(missing?.message), /^item has no field "pirce"\..*Did you mean "price"\?$/);
		assert.equal(compileCondition("item.tags[0] == result.x", options).missing(values), undefined);
	});
});
