import assert from "node:assert/strict";
import { Figure } from "../../../bench/figures.ts";
import type { Measured } from "../../../bench/measurement.ts";
import { page } from "../../../bench/page.ts";
import type { Row } from "../../../bench/row.ts";
import { markdownTable } from "../../../bench/table.ts";
import { atLeast } from "../../../bench/verdicts.ts";

const row: Row = {
	name: "trial",
	title: "A trial",
	text: "What is measured.",
	unit: "items/s",
	sizes: [1_000],
	quickSize: 10,
	sizeUnit: "items",
	variants: ["ours", "theirs"].map((name) => ({ name, measure: () => Promise.reject(new Error("Not run here.")) })),
	verdicts: (figure) => atLeast(2, "theirs", figure("ours", 1_000), figure("theirs", 1_000)),
};

function pageOf(ours: readonly Measured[], theirs: readonly Measured[], loadBefore = 0): string {
	const figures = new Map([
		["ours", new Figure(ours)],
		["theirs", new Figure(theirs)],
	]);
	const result = { row, sizes: [1_000], figure: (name: string) => figures.get(name), skipped: ["wrk: not installed."] };
	return page({
		results: [result],
		rounds: 3,
		startedAt: new Date("2026-11-24T12:00:00Z"),
		loadBefore,
		loadAfter: 99,
		versions: { "p-map": "7.1.1" },
	});
}

describe("the benchmarks' page", () => {
	const [slow, fast] = [[100, 300, 200].map(measuredAs), [1_000, 450, 450].map(measuredAs)];

	it("takes medians, and ratios round by round", () => {
		const text = pageOf(fast, slow);
		assert.match(text, /\| 1,000 \| ours \| 450 \| 450 to 1,000 \|/);
		assert.match(text, /\| A trial \| at least 2 times theirs \| 2\.25 times \| yes \|/);
	});

	it("says that a goal is missed, and what was left out", () => {
		const text = pageOf(slow, fast);
		assert.match(text, /\| A trial \| at least 2 times theirs \| 0\.44 times \| \*\*no\*\* \|/);
		assert.match(text, /- Left out: wrk: not installed\./);
	});

	it("says that the machine was busy, where it was so before the bench", () => {
		assert.match(pageOf(slow, fast, 99), /\*\*The machine was busy with other work\*\*/);
		assert.doesNotMatch(pageOf(slow, fast), /busy/);
	});

	it("leaves out columns that are empty all over, and escapes what would end a cell", () => {
		const table = markdownTable(["a", "b", "c"], [["1|2", "", "3"]]);
		assert.equal(table, "| a | c |\n| --- | --- |\n| 1\\|2 | 3 |");
	});
});

function measuredAs(value: number): Measured {
	return { value };
}
