import assert from "node:assert/strict";
import { planJob } from "../../../src/job/plan/plan.ts";
import { policiesOf } from "../../../src/job/plan/policies.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("the rate limit of a job", () => {
	let folder: TrialFolder;
	beforeEach(() => {
		folder = new TrialFolder();
	});
	afterEach(() => folder.dispose());

	const policies = (rateLimit: object | undefined) => {
		const { definition } = folder.job({ items: { values: [1] }, run: { http: "http://localhost/" }, rateLimit });
		const { learnsRate, rateLimit: rate } = policiesOf(definition, {}, { batchSize: 1, timeoutMs: undefined });
		return [learnsRate, rate?.count];
	};

	it("is learnt from refusals, unless the job says otherwise", () => {
		assert.deepEqual(policies(undefined), [true, undefined]);
		assert.deepEqual(policies({ perSecond: 5 }), [true, 5]);
		assert.deepEqual(policies({ perSecond: 5, learn: false }), [false, 5]);
		assert.deepEqual(policies({ learn: false }), [false, undefined]);
		assert.deepEqual(policies({ limit: "openai", learn: false }), [false, undefined]);
	});
});

describe("A job in order", () => {
	let folder: TrialFolder;
	beforeEach(() => {
		folder = new TrialFolder();
	});
	afterEach(() => folder.dispose());

	const job = (change: object) =>
		folder.job({ items: { values: [1] }, run: { http: "http://localhost/" }, inOrder: true, ...change });

	it("works on one at a time, whatever the settings, and keeps what it says of its end", () => {
		const { definition } = job({ halt: { successes: 5, duration: "2m", now: true } });
		const found = policiesOf(definition, { concurrency: "auto" }, { batchSize: 7, timeoutMs: undefined });
		assert.deepEqual([found.inOrder, found.concurrency, found.auto.concurrency], [true, 1, false]);
		assert.deepEqual(found.halt, { minItems: 20, firstFailures: 20, successes: 5, durationMs: 120_000, now: true });
	});

	it("is refused with more at once, in the job or on the command line", async () => {
		const options = { ...folder.options(), runId: "trial" };
		const [own] = await problemsOf(() => planJob(job({ concurrency: 8 }), options));
		assert.match(String(own), /^\d+:\d+ A job with "inOrder" works on one item .* is to work on 8\./);
		const [asked] = await problemsOf(() => planJob(job({}), { ...options, concurrency: "auto" }));
		assert.match(String(asked), /^\d+:\d+ A job with "inOrder" .* is to work on auto\./);
	});
});
