import assert from "node:assert/strict";
import { laneTimeText } from "../../../src/dashboard/laneTimeText.ts";

describe("the time at work in words", () => {
	it("says what the rest waits for, if that is worth mentioning", () => {
		const waits = { rateLimit: 0, upstream: 0, retries: 0, idle: 0 };
		assert.equal(laneTimeText({ ...waits, working: 1 }), "100%");
		assert.equal(laneTimeText({ ...waits, working: 0.97, idle: 0.03 }), "97%");
		assert.equal(
			laneTimeText({ ...waits, working: 0.12, rateLimit: 0.75, retries: 0.13 }),
			"12% · 75% waits for the rate limit · 13% waits for retries",
		);
	});
});
