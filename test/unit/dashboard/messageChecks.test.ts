import assert from "node:assert/strict";
import fc from "fast-check";
import { asPanelState, asToHost, asToWebview } from "../../../src/dashboard/messageChecks.ts";
import type { ToHost, ToWebview } from "../../../src/dashboard/protocol.ts";
import { alertOf, snapshotOf } from "./trialRun.ts";

const run = { snapshot: snapshotOf({}), at: 1_000, live: true };
const blockedOn = { upstream: "a.example", reason: "It is down.", nextTryMs: 8_000 };
const laneTime = { working: 0.2, rateLimit: 0.8, upstream: 0, retries: 0, idle: 0 };
const held = {
	...run,
	snapshot: snapshotOf({ blockedOn, laneTime, durations: { p50Ms: 12.5, p95Ms: 40, p99Ms: 80 } }),
};
const alarmed = {
	...run,
	snapshot: snapshotOf({ alerts: [alertOf({}), alertOf({ kind: "memory", action: "pause" })] }),
};
const group = { id: "g", category: "retry", outcome: "failed", message: "503", count: 2 } as const;
const groups = { top: [group], more: 0 };
const sample = {
	at: 500,
	counts: run.snapshot.counts,
	itemsPerSecond: 9,
	inFlight: 4,
	durations: { p50Ms: 12.5, p95Ms: 40, p99Ms: 80 },
};
const found = { search: 1, count: 3, share: 0.5, isDone: false, problem: undefined };
const result = {
	index: 1,
	key: "k",
	value: "v",
	outcome: "rejected",
	attempts: 1,
	durationMs: undefined,
	text: "t",
} as const;
const picture = { sequence: 3, run, samples: [sample], groups };

describe("a message to the host", () => {
	const messages: readonly ToHost[] = [
		{ kind: "picture", id: 1 },
		{ kind: "pause", id: 2 },
		{ kind: "resume", id: 3 },
		{ kind: "tryNow", id: 8 },
		{ kind: "cancel", id: 4 },
		{ kind: "openReport", id: 5 },
		{ kind: "results", id: 9 },
		{ kind: "summary", id: 9 },
		{ kind: "retry", id: 6, groupId: "g", outcome: "failed" },
		{ kind: "skip", id: 7, groupId: "g", outcome: "failed" },
		{ kind: "findResults", id: 9, outcome: undefined, category: "retry", text: "" },
		{ kind: "resultsFound", id: 10, search: 1 },
		{ kind: "cancelSearch", id: 11, search: 1 },
		{ kind: "resultsPage", id: 12, search: 1, from: 0, count: 100 },
		{ kind: "resultDetail", id: 13, index: 7 },
	];

	for (const message of messages) {
		it(`is accepted when it asks for ${message.kind}`, () => assert.equal(asToHost(message), message));
	}

	it("is refused when it is malformed", () => {
		const strangers = [
			undefined,
			null,
			"pause",
			[],
			{ kind: "pause" },
			{ kind: "pause", id: "1" },
			{ kind: "pause", id: Number.NaN },
			{ kind: "format", id: 1 },
			{ kind: "toString", id: 1 },
			{ kind: "retry", id: 1 },
			{ kind: "retry", id: 1, groupId: "g", outcome: "succeeded" },
			{ kind: "skip", id: 1, groupId: 7, outcome: "failed" },
			{ kind: "findResults", id: 1, outcome: "done", text: "" },
			{ kind: "findResults", id: 1 },
			{ kind: "resultsPage", id: 1, search: 1, from: "0", count: 100 },
			{ kind: "resultDetail", id: 1 },
		];
		for (const stranger of strangers) assert.equal(asToHost(stranger), undefined, JSON.stringify(stranger));
	});

	it("is refused without an exception, whatever else comes in", () => {
		fc.assert(fc.property(fc.anything({ withNullPrototype: true }), (value) => asToHost(value) === undefined));
	});
});

describe("a message to the webview", () => {
	const messages: readonly ToWebview[] = [
		{ kind: "answer", id: 1, to: "picture", answer: picture },
		{ kind: "answer", id: 2, to: "pause", answer: null },
		{ kind: "answer", id: 2, to: "resultsFound", answer: found },
		{ kind: "answer", id: 2, to: "resultsPage", answer: { rows: [result, null] } },
		{ kind: "answer", id: 2, to: "resultDetail", answer: { parts: [{ title: "Value", text: "1", cut: 0 }] } },
		{ kind: "showResults" },
		{ kind: "answer", id: 2, to: "summary", answer: [{ title: "result.x", rows: [["a", "1"]] }] },
		{ kind: "refusal", id: 3, message: "No." },
		{ kind: "change", sequence: 4, run, groups },
		{ kind: "change", sequence: 5, run, groups: undefined },
		{ kind: "change", sequence: 6, run: held, groups: undefined },
		{ kind: "change", sequence: 7, run: alarmed, groups: undefined },
		{
			kind: "change",
			sequence: 8,
			run: { ...run, snapshot: snapshotOf({ nextAttempt: { reason: "Busy.", inMs: 900 } }) },
			groups: undefined,
		},
	];

	it("is accepted when it is complete, also after a round trip through JSON", () => {
		for (const message of messages) {
			assert.equal(asToWebview(message), message);
			const copy = JSON.parse(JSON.stringify(message));
			assert.equal(asToWebview(copy), copy);
		}
	});

	it("is refused when any part of it is missing or has another type", () => {
		const broken = [
			{ kind: "answer", id: 1, to: "picture", answer: null },
			{ kind: "answer", id: 1, to: "pause", answer: picture },
			{ kind: "answer", id: 1, to: "findResults", answer: { ...found, count: "3" } },
			{ kind: "answer", id: 1, to: "resultsPage", answer: { rows: [{ ...result, outcome: "done" }] } },
			{ kind: "answer", id: 1, to: "resultsPage", answer: null },
			{ kind: "answer", id: 1, to: "pause", answer: found },
			{ kind: "answer", id: 1, to: "summary", answer: [{ title: "result.x", rows: [["a", 1]] }] },
			{ kind: "refusal", id: 3 },
			{ kind: "change", sequence: 4, groups },
			{ kind: "change", sequence: 4, run: { ...run, snapshot: { ...run.snapshot, state: "sleeping" } }, groups },
			{ kind: "change", sequence: 4, run: { ...run, snapshot: { ...run.snapshot, counts: {} } }, groups },
			{ kind: "change", sequence: 4, run: { ...run, live: 1 }, groups },
			{ kind: "change", sequence: 4, run: { ...run, snapshot: { ...run.snapshot, blockedOn: {} } }, groups },
			{
				kind: "change",
				sequence: 4,
				run: { ...run, snapshot: { ...run.snapshot, alerts: [{ kind: "disk" }] } },
				groups,
			},
			{ kind: "change", sequence: 4, run: { ...run, snapshot: { ...run.snapshot, alerts: undefined } }, groups },
			{ kind: "change", sequence: 4, run: { ...run, snapshot: { ...run.snapshot, durations: { p50Ms: 1 } } }, groups },
			{ kind: "change", sequence: 4, run, groups: { top: [{ ...group, count: "2" }], more: 0 } },
			{ kind: "answer", id: 1, to: "picture", answer: { ...picture, samples: [{ ...sample, at: undefined }] } },
		];
		for (const message of broken) assert.equal(asToWebview(message), undefined, JSON.stringify(message));
	});
});

describe("a panel's state", () => {
	it("names its run, or is not ours", () => {
		assert.deepEqual(asPanelState({ runId: "r" }), { runId: "r" });
		for (const stranger of [undefined, null, {}, { runId: 3 }]) assert.equal(asPanelState(stranger), undefined);
	});
});
