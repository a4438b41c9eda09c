import assert from "node:assert/strict";
import type { OperationError } from "../../../../src/engine/index.ts";
import { endingsOf } from "../../../../src/operations/http/batchAnswer.ts";

const post = { method: "POST", url: new URL("http://a.example/rows?key=1"), headers: [], body: null };

/** What each ending is: a result's body, or the code of an error. */
function outcomes(status: number, body: unknown, items: number): readonly unknown[] {
	return endingsOf(post, { status, body }, items).map((ending) =>
		"error" in ending ? (ending.error as OperationError).code : (ending.result as { body: unknown }).body,
	);
}

describe("an answer to a batch of items", () => {
	it("is split where it is a list with one element per item", () => {
		assert.deepEqual(outcomes(200, [{ id: 1 }, { id: 2 }], 2), [{ id: 1 }, { id: 2 }]);
	});

	it("is the result of each where it is no list, as that says nothing about single items", () => {
		assert.deepEqual(outcomes(200, { inserted: 2 }, 2), [{ inserted: 2 }, { inserted: 2 }]);
		assert.deepEqual(outcomes(204, null, 2), [null, null]);
	});

	for (const length of [0, 1, 3, 7]) {
		it(`is no success of 2 items where it is a list of ${length}, and nothing is sent again`, () => {
			const body = Array.from({ length }, (_, id) => ({ id }));
			assert.throws(() => outcomes(200, body, 2), {
				name: "BatchAnswerError",
				message: `POST http://a.example/rows answered with a list of ${length} for 2 items, so what became of each is unknown. It may have been done all the same.`,
				category: "fail",
				mayBeDone: true,
			});
		});
	}

	it("gives each item its own status of a 207", () => {
		const body = [{ status: 201 }, { status: 409, error: "taken" }, { status: 503 }, {}];
		assert.deepEqual(outcomes(207, body, 4), [{ status: 201 }, 409, 503, undefined]);
		assert.throws(() => outcomes(207, { multistatus: "…" }, 2), { name: "BatchAnswerError" });
	});

	it("finds that status under both names, as a number or in words", () => {
		const codes = [
			{ status: "409" },
			{ statusCode: 404 },
			{ status: "HTTP/1.1 423 Locked" },
			{ status: "failed", statusCode: "500 Internal Server Error" },
			{ status: "200 OK" },
			{ status: "2000" },
			{ status: "ok" },
		];
		const [, , , , yes] = codes;
		assert.deepEqual(outcomes(207, codes, 7), [409, 404, 423, 500, yes, undefined, undefined]);
	});

	it("is a list also as text of another type, and never one result for all where it is broken", () => {
		assert.deepEqual(outcomes(200, ' [{"id":1},{"id":2}]', 2), [{ id: 1 }, { id: 2 }]);
		assert.throws(() => outcomes(200, '[{"id":1}]', 2), { name: "BatchAnswerError" });
		assert.throws(() => outcomes(200, '[{"id":1},{"id"', 2), {
			message: /list that is no valid JSON/,
			category: "fail",
		});
		assert.deepEqual(outcomes(200, "done [2]", 2), ["done [2]", "done [2]"]);
	});

	it("may be asked for again in smaller batches where asking changes nothing", () => {
		const get = { ...post, method: "GET" };
		assert.throws(() => endingsOf(get, { status: 200, body: [] }, 2), { mayBeDone: false, category: "fail" });
	});
});
