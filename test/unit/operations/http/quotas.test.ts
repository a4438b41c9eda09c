import assert from "node:assert/strict";
import type { HttpResponse } from "../../../../src/http/httpResponse.ts";
import { quotaThrottleMs, retryDelayMs } from "../../../../src/http/quotaHeaders.ts";

const now = Date.UTC(2026, 10, 24, 12);

function answer(headers: HttpResponse["headers"]): HttpResponse {
	return { status: 429, headers, chunks: [], isCut: false, brokenBy: undefined, proxy: undefined };
}

describe("a server that throttles a request", () => {
	for (const [what, headers, expected] of [
		["seconds", { "retry-after": "7" }, 7_000],
		["a date", { "retry-after": "Tue, 24 Nov 2026 12:00:30 GMT" }, 30_000],
		[
			"a date by a clock that is an hour fast",
			{ "retry-after": "Tue, 24 Nov 2026 13:00:30 GMT", date: "Tue, 24 Nov 2026 13:00:00 GMT" },
			30_000,
		],
		["a date that is over", { "retry-after": "Tue, 24 Nov 2026 11:00:00 GMT" }, 0],
		["a year", { "retry-after": "31536000" }, 31_536_000_000],
		["a quota by its policy", { ratelimit: '"default";r=0;t=5' }, 5_000],
		["the longer of two", { ratelimit: '"burst";r=0;t=1, "daily";r=0;t=60' }, 60_000],
		["the quota of two that is used up", { ratelimit: '"burst";r=0;t=1, "daily";r=900;t=6000' }, 1_000],
		["the same as one list", { ratelimit: "limit=100, remaining=0, reset=50" }, 50_000],
		["the same in headers of their own", { "ratelimit-remaining": "0", "ratelimit-reset": "9" }, 9_000],
		["X- headers with seconds", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "12" }, 12_000],
		["X- headers with a time of day", { "x-ratelimit-reset": String(now / 1_000 + 40) }, 40_000],
		["X- headers with one in ms", { "x-ratelimit-reset": String(now + 2_500) }, 2_500],
		["Retry-After before anything else", { "retry-after": "1", "ratelimit-reset": "60" }, 1_000],
		["nothing", {}, undefined],
		["a negative number", { "retry-after": "-5" }, undefined],
		["a word", { "retry-after": "soon" }, undefined],
		["a quota that is not used up", { "ratelimit-remaining": "5", "ratelimit-reset": "9" }, undefined],
	] as const) {
		it(`is understood when it says ${what}`, () => {
			assert.equal(retryDelayMs(answer(headers), now), expected);
		});
	}
});

describe("a server that answers", () => {
	it("asks for a pause with the last of a quota, and only then", () => {
		assert.equal(quotaThrottleMs(answer({ ratelimit: '"default";r=0;t=5' }), now), 5_000);
		assert.equal(quotaThrottleMs(answer({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3" }), now), 3_000);
		assert.equal(quotaThrottleMs(answer({ ratelimit: '"default";r=1;t=5' }), now), undefined);
		assert.equal(quotaThrottleMs(answer({ "ratelimit-reset": "5" }), now), undefined);
		assert.equal(quotaThrottleMs(answer({ "ratelimit-remaining": "0" }), now), undefined);
		assert.equal(quotaThrottleMs(answer({ "retry-after": "5" }), now), undefined);
	});
});
