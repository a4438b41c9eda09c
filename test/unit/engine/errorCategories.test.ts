import assert from "node:assert/strict";
import fc from "fast-check";
import { CategoryTable } from "../../../src/engine/errors/categoryTable.ts";
import { failureOf } from "../../../src/engine/errors/failureOf.ts";
import { type CategoryRules, type ErrorCategory, noRules } from "../../../src/engine/index.ts";

function categoryOf(thrown: unknown, rules: CategoryRules = noRules): ErrorCategory {
	return failureOf(thrown, new CategoryTable(rules), (text) => text).category;
}

function errorWith(properties: object, name = "Error", cause?: unknown): Error {
	return Object.assign(new Error("no", cause === undefined ? {} : { cause }), { name }, properties);
}

describe("the category of an error", () => {
	const byStatus: Readonly<Record<ErrorCategory, readonly number[]>> = {
		retry: [408, 425, 429, 500, 502, 503, 504],
		skip: [400, 404, 410, 422],
		fail: [200, 204, 301, 304, 402, 405, 406, 409, 411, 412, 413, 414, 415, 418, 451, 499, 501, 505],
		fatal: [401, 403],
	};
	for (const [category, statuses] of Object.entries(byStatus)) {
		it(`is ${category} for ${statuses.join(", ")}, wherever a client puts the status`, () => {
			for (const status of statuses) {
				for (const error of [
					errorWith({ status }),
					errorWith({ statusCode: status }),
					errorWith({ code: status }),
					// As axios, got, node-fetch wrappers and the AWS SDK have it: a code of their own beside it.
					errorWith({ code: "ERR_BAD_REQUEST", response: { status } }, "AxiosError"),
					errorWith({ code: "ERR_NON_2XX_3XX_RESPONSE", response: { statusCode: status } }, "HTTPError"),
					errorWith({}, "Error", errorWith({ status }, "HttpError")),
				]) {
					assert.equal(categoryOf(error), category, JSON.stringify(error));
				}
			}
		});
	}

	it("is retry where AWS throttles with a 400", () => {
		const metadata = { $metadata: { httpStatusCode: 400 }, $retryable: { throttling: true } };
		assert.equal(categoryOf(errorWith(metadata, "ThrottlingException")), "retry");
		assert.equal(categoryOf(errorWith({ code: "ProvisionedThroughputExceededException", statusCode: 400 })), "retry");
		assert.equal(categoryOf(errorWith({}, "Error", errorWith(metadata, "TooManyRequestsException"))), "retry");
		assert.equal(categoryOf(errorWith(metadata, "ResourceNotFoundException")), "skip");
	});

	it("is fail for exit codes, but for 75, by which a program says that it may pass", () => {
		for (const code of ["exit:1", "exit:3", "exit:255"]) assert.equal(categoryOf(errorWith({ code })), "fail");
		assert.equal(categoryOf(errorWith({ code: "exit:75" })), "retry");
	});

	it("is fail for mistakes in code, and retry where a lost connection is behind them", () => {
		assert.equal(categoryOf(new TypeError("x is not a function")), "fail");
		assert.equal(categoryOf(new ReferenceError("x is not defined")), "fail");
		assert.equal(categoryOf(errorWith({ code: "ERR_INVALID_URL" }, "TypeError")), "fail");
		for (const code of ["ECONNRESET", "ENOTFOUND", "UND_ERR_SOCKET", "UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED"]) {
			const error = new TypeError("fetch failed", { cause: errorWith({ code }) });
			assert.equal(categoryOf(error), "retry", code);
		}
	});

	it("reads a mail server's reply the other way round", () => {
		assert.equal(categoryOf(errorWith({ code: "EENVELOPE", responseCode: 550 })), "fail");
		assert.equal(categoryOf(errorWith({ code: "EMESSAGE", responseCode: 451 })), "retry");
		assert.equal(categoryOf(errorWith({ code: "EAUTH", responseCode: 535 })), "fatal");
		assert.equal(categoryOf(errorWith({ code: "EAUTH" })), "fatal");
	});

	it("goes by the job's rules first, by any code or name that the error and its causes carry", () => {
		const axios = errorWith({ code: "ERR_BAD_REQUEST", response: { status: 404 } }, "AxiosError");
		assert.equal(categoryOf(axios, { ...noRules, retry: [404] }), "retry");
		assert.equal(categoryOf(axios, { ...noRules, fail: ["ERR_BAD_REQUEST"] }), "fail");
		assert.equal(categoryOf(axios, { ...noRules, fatal: ["AxiosError"] }), "fatal");
		const wrapped = errorWith({}, "Error", errorWith({}, "QuotaExceededError"));
		assert.equal(categoryOf(wrapped, { ...noRules, skip: ["QuotaExceededError"] }), "skip");
		assert.equal(categoryOf(errorWith({ responseCode: 550 }), { ...noRules, skip: [550] }), "skip");
	});

	it("is told for whatever is thrown, without throwing itself", () => {
		const cyclic: { cause?: unknown } = new Error("round and round") as Error & { cause?: unknown };
		cyclic.cause = cyclic;
		assert.equal(categoryOf(cyclic), "retry");
		fc.assert(
			fc.property(fc.anything(), (thrown) => {
				categoryOf(thrown);
				categoryOf(errorWith({ code: thrown, status: thrown, response: thrown }, "Error", thrown));
			}),
		);
	});

	it("is fatal where a rule's pattern does not end on its message, and says so", () => {
		const rules = { ...noRules, skip: ["/^(a+)+$/"] };
		const table = new CategoryTable(rules);
		const quick = failureOf(new Error("aaa"), table, String);
		const slow = failureOf(new Error(`${"a".repeat(50)}!`), table, String);
		assert.deepEqual([quick.category, slow.category], ["skip", "fatal"]);
		assert.match(slow.message, /^The rule \/\^\(a\+\)\+\$\/ in "errors" takes longer than 100 ms .* It is: aaaa/);
	});
});
