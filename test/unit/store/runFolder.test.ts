import assert from "node:assert/strict";
import { newRunId } from "../../../src/store/files/runFolder.ts";

describe("a run's id", () => {
	it("begins with the time in UTC and ends with four letters or digits", () => {
		assert.match(newRunId(Date.UTC(2026, 10, 23, 14, 5, 1, 999)), /^20261123-140501-[0-9a-hjkmnp-tv-z]{4}$/);
	});

	it("sorts by time within a second, too", () => {
		const ids = Array.from({ length: 1_000 }, (_, millisecond) => newRunId(5_000 + millisecond));
		assert.deepEqual(ids.toSorted(), ids);
	});

	it("differs between runs of the same millisecond", () => {
		const ids = new Set(Array.from({ length: 20 }, () => newRunId(0)));
		assert.ok(ids.size > 15, `${ids.size} different ids of 20`);
	});
});
