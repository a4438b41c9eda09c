import assert from "node:assert/strict";
import { endText, interruptedText } from "../../../src/vscode/notices/endText.ts";
import { snapshotOf } from "../dashboard/trialRun.ts";

describe("the end of a run in words", () => {
	const counts = { succeeded: 195, failed: 3, skipped: 2 };
	const total = { count: 200, exact: true };

	it("says what became of the items, and how long it took", () => {
		const some = snapshotOf({ jobName: "Posts", state: "completedWithFailures", counts, total, activeMs: 12_000 });
		assert.equal(endText(some), "Posts is done: 195 of 200 items succeeded, 3 failed, 2 skipped, in 12 s.");
		const all = snapshotOf({ jobName: "Posts", state: "completed", counts: { succeeded: 1 }, activeMs: 820 });
		assert.equal(endText(all), "Posts is done: 1 item succeeded, in 820 ms.");
	});

	it("says what is left of the run that it retries", () => {
		const retry = snapshotOf({ jobName: "Posts", state: "completed", counts: { succeeded: 2 }, activeMs: 500 });
		const left = (counts: object) =>
			endText(retry, snapshotOf({ counts }).counts).slice("Posts is done: 2 items succeeded, in 500 ms. ".length);
		assert.equal(left({ succeeded: 200 }), "Nothing is left failed.");
		assert.equal(left({ failed: 1, rejected: 2 }), "Left of the run that it retries: 1 failed, 2 rejected.");
	});

	it("says how far a cancelled run came, and why a halted one halted", () => {
		const half = { counts: { succeeded: 50 }, total: { count: 100, exact: true } };
		const cancelled = snapshotOf({ jobName: "Posts", state: "cancelled", ...half });
		assert.equal(endText(cancelled), "Posts was cancelled at 50%: 50 items succeeded so far.");
		const halted = snapshotOf({ jobName: "Posts", state: "halted", reason: "HTTP 401:\nwho are you?", ...half });
		assert.equal(endText(halted), "Posts was halted at 50%. HTTP 401: who are you?");
	});

	it("says how far an interrupted run is, if that is known", () => {
		const known = snapshotOf({ jobName: "Posts", state: "interrupted", counts: { succeeded: 40 } });
		assert.equal(interruptedText([known]), "Posts was interrupted at 40% when the window closed.");
		assert.equal(interruptedText([{ ...known, total: undefined }]), "Posts was interrupted when the window closed.");
		assert.equal(interruptedText([known, known]), "2 runs were interrupted when the window closed.");
	});
});
