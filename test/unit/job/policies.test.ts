import assert from "node:assert/strict";
import { policiesOf } from "../../../src/job/plan/policies.ts";
import { TrialFolder } from "./trialJob.ts";

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
