import assert from "node:assert/strict";
import fc from "fast-check";
import {
	formatBytes,
	formatCompact,
	formatCount,
	formatCountOf,
	formatDuration,
	formatEta,
	formatPercent,
	formatRate,
	formatShort,
	formatWait,
} from "../../../src/base/format.ts";

/** Checks a table of inputs with the expected text of each. */
function gives(format: (value: number) => string, table: readonly (readonly [number, string])[]): void {
	for (const [value, text] of table) assert.equal(format(value), text, `of ${value}`);
}

describe("formatted numbers", () => {
	it("group the digits of counts", () => {
		gives(formatCount, [
			[0, "0"],
			[999, "999"],
			[1_234_567, "1,234,567"],
		]);
	});

	it("give sizes in the unit that fits", () => {
		gives(formatBytes, [
			[0, "0 B"],
			[999, "999 B"],
			[1_000, "1.0 kB"],
			[9_960, "10 kB"],
			[999_400, "999 kB"],
			[999_600, "1.0 MB"],
			[340_200_000, "340 MB"],
			[1_234_000_000, "1.2 GB"],
			[5_000_000_000_000_000, "5,000 TB"],
		]);
	});

	it("shorten counts where room is small", () => {
		gives(formatCompact, [
			[950, "950"],
			[1_250, "1.3K"],
			[2_000_000, "2M"],
		]);
	});

	it("distinguish one item from several", () => {
		assert.equal(formatCountOf(1, "item"), "1 item");
		assert.equal(formatCountOf(0, "item"), "0 items");
		assert.equal(formatCountOf(2_000, "retry", "retries"), "2,000 retries");
	});

	it("give rates a precision that fits their size", () => {
		gives(formatRate, [
			[0, "0/s"],
			[-1, "0/s"],
			[0.05, "3.0/min"],
			[0.1, "0.1/s"],
			[4.24, "4.2/s"],
			[9.96, "10/s"],
			[118.4, "118/s"],
			[123_456, "123,456/s"],
		]);
	});

	it("round percentages down, finer near the ends", () => {
		gives(formatPercent, [
			[0, "0%"],
			[0.0004, "0%"],
			[0.004, "0.4%"],
			[0.29, "29%"],
			[0.429, "42%"],
			[0.9899, "98%"],
			[0.99, "99.0%"],
			[0.99999, "99.9%"],
			[1, "100%"],
		]);
	});

	it("say 100% only if nothing is missing", () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
				(share) => formatPercent(share) !== "100%",
			),
		);
	});
});

describe("formatted durations", () => {
	it("have the two units that matter", () => {
		gives(formatDuration, [
			[0, "0 ms"],
			[-5, "0 ms"],
			[820.4, "820 ms"],
			[999.6, "1.0 s"],
			[4_210, "4.2 s"],
			[9_960, "10 s"],
			[42_000, "42 s"],
			[59_600, "1 min"],
			[125_000, "2 min 5 s"],
			[3_599_800, "1 h"],
			[11_520_000, "3 h 12 min"],
			[86_399_000, "1 d"],
			[187_200_000, "2 d 4 h"],
		]);
		gives(formatShort, [
			[0.008, "0.008 ms"],
			[0.043, "0.04 ms"],
			[0.996, "1.0 ms"],
			[1.43, "1.4 ms"],
			[9.96, "10 ms"],
			[4_210, "4.2 s"],
		]);
	});

	it("are coarse for estimates", () => {
		gives(formatEta, [
			[400, "less than 1 s"],
			[40_400, "40 s"],
			[59_700, "1 min"],
			[125_000, "2 min"],
			[3_590_000, "1 h"],
			[4_800_000, "1 h 20 min"],
			[187_200_000, "2 d 4 h"],
		]);
	});

	it("count down to the next try, and never reach 0 before it", () => {
		const wait = (ms: number) => formatWait("api.example.com", ms);
		assert.equal(wait(7_200), "waiting for api.example.com, next try in 8 s");
		assert.equal(wait(1), "waiting for api.example.com, next try in 1 s");
		assert.equal(wait(3_600_000), "waiting for api.example.com, next try in 1 h");
		assert.equal(wait(0), "waiting for api.example.com, trying now");
	});

	it("never show sixty of a unit", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 400_000_000 }), (ms) => {
				for (const text of [formatDuration(ms), formatEta(ms)]) assert.doesNotMatch(text, /\b60 (s|min)\b|\b24 h\b/);
			}),
		);
	});
});
