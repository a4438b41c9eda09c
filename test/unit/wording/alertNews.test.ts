import assert from "node:assert/strict";
import { AlertNews } from "../../../src/wording/alertNews.ts";
import { alertOf, snapshotOf } from "../dashboard/trialRun.ts";

describe("the notification of an alert", () => {
	it("comes once for each notice that a run asks for, of each run and each kind", () => {
		const news = new AlertNews();
		const countOf = (...alerts: readonly Parameters<typeof alertOf>[0][]) =>
			news.of(snapshotOf({ alerts: alerts.map(alertOf) })).length;
		assert.deepEqual([countOf({}), countOf({}), countOf({}, { kind: "memory" }), countOf()], [1, 0, 1, 0]);
		assert.deepEqual([countOf({}), countOf({ noticedAt: 70_000 })], [0, 1]);
		assert.equal(news.of(snapshotOf({ runId: "another", alerts: [alertOf({})] })).length, 1);
		news.forget("another");
		assert.equal(news.of(snapshotOf({ runId: "another", alerts: [alertOf({})] })).length, 1);
	});

	it("is left to the end of the run where the alert halts it", () => {
		assert.deepEqual(new AlertNews().of(snapshotOf({ alerts: [alertOf({ action: "halt" })] })), []);
	});
});
