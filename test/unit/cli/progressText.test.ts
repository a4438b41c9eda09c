import assert from "node:assert/strict";
import { progressBar, progressLine } from "../../../src/cli/progress/progressText.ts";
import { displayWidth } from "../../../src/cli/terminal/displayWidth.ts";
import type { Snapshot } from "../../../src/engine/model/snapshot.ts";
import { snapshot } from "./trialSnapshot.ts";

function drawn(change: Partial<Snapshot>, columns: number): string {
	return progressBar({ ...snapshot, ...change }, columns)
		.map(({ text }) => text)
		.join("");
}

describe("The progress of a run", () => {
	it("is a line with a bar where there is room", () => {
		assert.equal(
			drawn({}, 120),
			"Posts  ██████████░░░░░░░░░░░░░░   42%  1,234 of 2,900 items · 118/s · 3 failed · 2 min left",
		);
	});

	it("loses its bar first, then the name, then the last figures", () => {
		assert.equal(drawn({}, 70), "Posts   42%  1,234 of 2,900 items · 118/s · 3 failed · 2 min left");
		assert.equal(drawn({}, 64), " 42%  1,234 of 2,900 items · 118/s · 3 failed · 2 min left");
		assert.equal(drawn({}, 40), " 42%  1,234 of 2,900 items · 118/s · 3…");
		for (let columns = 1; columns < 130; columns++) {
			assert.ok(displayWidth(drawn({ jobName: "名前の長いジョブ" }, columns)) < columns, `${columns} columns`);
		}
	});

	it("claims 100% only where that is certain, and no share that nobody knows", () => {
		const all = {
			counts: { succeeded: 100, failed: 0, rejected: 0, skipped: 0, interrupted: 0, retries: 0 },
			etaMs: 0,
		};
		assert.match(drawn({ ...all, total: { count: 100, exact: false } }, 80), /99\.9% {2}100 of about 100 items · /);
		assert.match(drawn({ ...all, total: { count: 100, exact: true } }, 80), / 100% {2}100 of 100 items · 118\/s$/);
		assert.equal(drawn({ ...all, total: undefined, etaMs: undefined }, 80), "Posts  100 items done · 118/s");
	});

	it("says what it waits for, instead of a time that nobody knows", () => {
		const blockedOn = { upstream: "api.example.com", reason: "Nobody is there.", nextTryMs: 7_200 };
		assert.match(drawn({ blockedOn }, 140), / · 118\/s · 3 failed · waiting for api\.example\.com, next try in 8 s$/);
		assert.match(progressLine({ ...snapshot, blockedOn: { ...blockedOn, nextTryMs: 0 } }), /example\.com, trying now$/);
	});

	it("says who slows it down", () => {
		const slowedBy = { upstream: "api.example.com", perSecond: 1.54 };
		assert.match(
			drawn({ slowedBy }, 140),
			/ · 118\/s · 3 failed · slowed to 1\.5\/s by api\.example\.com · 2 min left$/,
		);
	});

	it("shows alerts", () => {
		const alert = { kind: "rateDrop", threshold: 0.5, action: "notify", since: 0, noticedAt: 0, message: "" } as const;
		assert.match(
			progressLine({ ...snapshot, alerts: [{ ...alert, value: 0.7 }] }),
			/, 3 failed, rate down by 70%, 2 min/,
		);
	});

	it("shows what waits for another try", () => {
		assert.match(drawn({ waiting: 12 }, 140), / · 12 to be tried again$/);
	});

	it("is a line of words in a log, without what a terminal would obey", () => {
		assert.equal(
			progressLine({ ...snapshot, jobName: "Po\u001b[2Jsts" }),
			"Po [2Jsts: 42%, 1,234 of 2,900 items, 118/s, 3 failed, 2 min left",
		);
	});

	it("names an item that has been under way for long", () => {
		const text = progressLine({ ...snapshot, longAttempt: { key: "posts/17", forMs: 45_000 } });
		assert.match(text, /, posts\/17 running for 45 s$/);
	});
});
