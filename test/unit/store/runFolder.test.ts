import assert from "node:assert/strict";
import { isRunId, newRunId } from "../../../src/store/files/runFolder.ts";

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

	it("sorts after the newest one also if the clock was set back", () => {
		let newest = newRunId(Date.UTC(2026, 11, 31, 23, 59, 59, 999));
		for (let repetition = 0; repetition < 100; repetition++) {
			const id = newRunId(0, newest);
			assert.ok(id > newest && isRunId(id), `${newest}, ${id}`);
			newest = id;
		}
		assert.equal(isRunId("20269999-235959-zz00"), false);
	});
});
