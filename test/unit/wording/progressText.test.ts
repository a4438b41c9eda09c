import assert from "node:assert/strict";
import { announcement, leftText, reasonText, settledText, shareDone } from "../../../src/wording/progressText.ts";
import { snapshotOf } from "../dashboard/trialRun.ts";

describe("a run's progress in words", () => {
	it("counts failed and skipped items as done", () => {
		assert.equal(shareDone(snapshotOf({ counts: { succeeded: 40, failed: 5, skipped: 5 } })), 0.5);
	});

	it("claims no 100% that is only estimated", () => {
		const snapshot = snapshotOf({ total: { count: 10, exact: false }, counts: { succeeded: 12 } });
		assert.equal(shareDone(snapshot), 0.999);
		assert.equal(settledText(snapshot), "12 of about 10 items");
		assert.equal(shareDone({ ...snapshot, total: { count: 0, exact: false } }), undefined);
	});

	it("is whole for a source without items, and unknown without a total", () => {
		assert.equal(shareDone(snapshotOf({ total: { count: 0, exact: true } })), 1);
		const unknown = snapshotOf({ total: undefined, counts: { succeeded: 1 } });
		assert.equal(shareDone(unknown), undefined);
		assert.equal(settledText(unknown), "1 item done");
	});

	it("has time left only while it runs", () => {
		assert.equal(leftText(snapshotOf({ etaMs: 125_000 })), "2 min left");
		assert.equal(leftText(snapshotOf({ state: "paused", etaMs: 125_000 })), "");
		assert.equal(leftText(snapshotOf({ etaMs: undefined })), "");
	});

	it("says which upstream it waits for, and why", () => {
		const blockedOn = { upstream: "api.example.com", reason: "Nobody is there.", nextTryMs: 7_200 };
		assert.equal(leftText(snapshotOf({ blockedOn })), "waiting for api.example.com, next try in 8 s");
		assert.equal(
			reasonText(snapshotOf({ blockedOn })),
			"Waiting for api.example.com, next try in 8 s. Nobody is there.",
		);
		assert.equal(
			reasonText(snapshotOf({ blockedOn, state: "paused", reason: "The disk is full." })),
			"The disk is full.",
		);
		assert.equal(
			announcement(snapshotOf({ blockedOn, counts: { succeeded: 42 } })),
			"Create posts: running, 42%, 0 failed, waiting for api.example.com",
		);
	});

	it("says who slows it down, and to what, unless it waits altogether", () => {
		const slowedBy = { upstream: "api.example.com", perSecond: 19.8 };
		assert.equal(reasonText(snapshotOf({ slowedBy })), "Slowed to 20/s by api.example.com, which refuses more.");
		const blockedOn = { upstream: "api.example.com", reason: "Nobody is there.", nextTryMs: 0 };
		assert.match(reasonText(snapshotOf({ slowedBy, blockedOn })), /^Waiting for /);
		assert.equal(reasonText(snapshotOf({ slowedBy, state: "cancelled" })), "");
	});

	it("is read out with what matters", () => {
		const running = snapshotOf({ counts: { succeeded: 39, failed: 3 }, etaMs: 120_000 });
		assert.equal(announcement(running), "Create posts: running, 42%, 3 failed, 2 min left");
		const halted = snapshotOf({ state: "halted", reason: "401 Unauthorized", etaMs: undefined, total: undefined });
		assert.equal(announcement(halted), "Create posts: halted, 0 failed, 401 Unauthorized");
	});
});
