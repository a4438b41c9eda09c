import assert from "node:assert/strict";
import type { Disposable } from "../../../src/base/disposable.ts";
import { Emitter } from "../../../src/base/emitter.ts";
import { printWaits } from "../../../src/cli/progress/printWaits.ts";
import type { Snapshot } from "../../../src/engine/index.ts";
import { snapshot } from "./trialSnapshot.ts";

describe("What a run waits for, in the terminal,", () => {
	let nowMs: number;
	let lines: string[];
	let changed: Emitter<Snapshot>;
	let printing: Disposable;
	beforeEach(() => {
		nowMs = 0;
		lines = [];
		changed = new Emitter((error) => {
			throw error;
		});
		const run = { onDidChange: changed.event, tryNow: () => lines.push("tried") };
		printing = printWaits(run, { print: (text) => lines.push(text) }, () => nowMs);
	});

	afterEach(() => printing.dispose());

	const blockedOn = { upstream: "127.0.0.1:2525", reason: "connect ECONNREFUSED \u001b[2J", nextTryMs: 2_000 };
	const become = (change: Partial<Snapshot>) => changed.fire({ ...snapshot, ...change });

	it("is said at once with the reason, once, and when it is over", () => {
		become({});
		become({ blockedOn });
		become({ blockedOn: { ...blockedOn, reason: "Another attempt: ECONNREFUSED", nextTryMs: 0 } });
		assert.deepEqual(lines, ["Waiting for 127.0.0.1:2525, next try in 2 s. connect ECONNREFUSED  [2J"]);
		become({});
		become({ blockedOn: { ...blockedOn, nextTryMs: 4_000 } });
		assert.equal(lines.length, 1, "That a try begins is no news.");
		const goesOn = { counts: { ...snapshot.counts, succeeded: snapshot.counts.succeeded + 1 } };
		become(goesOn);
		become(goesOn);
		assert.deepEqual(lines.slice(1), ["No longer waiting for 127.0.0.1:2525: the run goes on."]);
	});

	it("is said of items that are tried again, once nothing else has happened for a second", () => {
		const nextAttempt = { reason: "connect ETIMEDOUT \u001b[2J", inMs: 3_200 };
		become({ nextAttempt, waiting: 2 });
		nowMs = 999;
		become({ nextAttempt, waiting: 2 });
		const { counts } = snapshot;
		become({ nextAttempt, waiting: 1, counts: { ...counts, failed: counts.failed + 1 } });
		nowMs = 1_998;
		become({ nextAttempt, waiting: 1, counts: { ...counts, failed: counts.failed + 1 } });
		assert.deepEqual(lines, []);
		for (nowMs = 2_000; nowMs < 62_000; nowMs += 1_000)
			become({ nextAttempt, waiting: 1, counts: { ...counts, failed: counts.failed + 1 } });
		assert.deepEqual(lines, ["The last item waits for its next attempt, in 4 s. connect ETIMEDOUT  [2J"]);
		become({ nextAttempt, waiting: 3, counts });
		nowMs = 63_000;
		become({ nextAttempt, waiting: 3, counts });
		assert.match(lines[1] ?? "", /^3 items wait for their next attempt, the first in 4 s\. connect/);
	});

	it("is not said again and again, where the waits are short", () => {
		for (let second = 0; second < 130; second++) {
			nowMs = second * 1_000;
			become({ blockedOn });
			become({ counts: { ...snapshot.counts, succeeded: snapshot.counts.succeeded + second + 1 } });
		}
		assert.equal(lines.filter((line) => line.startsWith("Waiting")).length, 3);
		assert.equal(lines.length, 6);
	});

	it("says whom else it waits for", () => {
		become({ blockedOn });
		become({ blockedOn: { ...blockedOn, upstream: "api.example" } });
		assert.equal(lines.length, 2);
	});

	it("says by whom it is slowed down, and to what, once", () => {
		for (const perSecond of [20, 19, 21]) become({ slowedBy: { upstream: "api.example", perSecond } });
		assert.deepEqual(lines, ["Slowed to 20/s by api.example, which refuses more."]);
	});

	it("is not said of a run that is over", () => {
		become({ blockedOn, state: "cancelled" });
		assert.deepEqual(lines, []);
	});
});
