import assert from "node:assert/strict";
import type { RunState } from "../../../src/engine/model/runState.ts";
import { runRow } from "../../../src/vscode/runsView/runRow.ts";
import { snapshotOf } from "../dashboard/trialRun.ts";

const createdAt = new Date(2026, 10, 23, 14, 5).getTime();
const laterThatDay = createdAt + 3_600_000;

describe("a run's row", () => {
	const row = (changes: Parameters<typeof snapshotOf>[0], live = true, now = laterThatDay) => {
		const notes = ["2 links were left out: a, b."];
		const info = { jobName: "Posts", createdAt, items: "200 rows of CSV", notes, run: "POST https://example.com" };
		return runRow({ runId: "r1", info, snapshot: snapshotOf(changes), live }, now);
	};

	it("shows the progress of a live run", () => {
		const { description } = row({ counts: { succeeded: 41, failed: 1 }, itemsPerSecond: 10, etaMs: 6_000 });
		assert.equal(description, "42% · 10/s · 1 failed · 6 s left");
	});

	it("says in its tooltip what was left out of the items", () => {
		assert.match(row({}).tooltip, /\n200 rows of CSV\n2 links were left out: a, b\.\nPOST /);
	});

	it("says that a run belongs to another window or terminal", () => {
		assert.equal(
			row({ counts: { succeeded: 42 }, etaMs: undefined }, false).description,
			"42% · in another window or terminal",
		);
	});

	it("shows the result of a finished run, and when it started", () => {
		const counts = { succeeded: 97, failed: 3 };
		assert.equal(row({ state: "completedWithFailures", counts }, false).description, "100 items · 3 failed · 14:05");
		const nextDay = laterThatDay + 86_400_000;
		assert.equal(row({ state: "completed", counts: { succeeded: 1 } }, false, nextDay).description, "1 item · Nov 23");
	});

	it("says which run it retries, and that it was retried", () => {
		const ended = snapshotOf({ state: "completed", counts: { succeeded: 2 } });
		const info = { jobName: "Posts", createdAt, items: "2 rows", notes: [], run: "POST" };
		const shown = { runId: "r1", info, snapshot: ended, live: false };
		const dayBefore = createdAt - 86_400_000;
		assert.equal(
			runRow({ ...shown, retryOf: dayBefore, retriedAt: laterThatDay }, laterThatDay).description,
			"2 items · 14:05 · retry of Nov 22 · retried 15:05",
		);
	});

	it("says how far a stopped run is, even if its total is unknown", () => {
		const stopped = { state: "interrupted", counts: { succeeded: 40 } } as const;
		assert.equal(row(stopped, false).description, "interrupted at 40% · 14:05");
		assert.equal(row({ ...stopped, total: undefined }, false).description, "interrupted at 40 items · 14:05");
	});

	it("offers the actions that each state allows", () => {
		const words = (state: RunState, live: boolean, failed = 0) => row({ state, counts: { failed } }, live).context;
		assert.equal(words("running", true, 1), "run pause cancel failed");
		assert.equal(words("running", false, 1), "run");
		assert.equal(words("paused", true), "run resume cancel");
		assert.equal(words("interrupted", false), "run resume report delete");
		assert.equal(words("completedWithFailures", false, 1), "run report failed edit delete");
	});
});
