import assert from "node:assert/strict";
import type { Snapshot } from "../../../src/engine/index.ts";
import { startRun } from "../../../src/job/launch/launch.ts";
import type { LaunchOptions } from "../../../src/job/launch/launchOptions.ts";
import { TrialFolder } from "./trialJob.ts";

const eachItem = "export default async () => { await new Promise((resolve) => setTimeout(resolve, 5)); };";
const eachBatch = "export async function batch() { await new Promise((resolve) => setTimeout(resolve, 5)); }";

describe('a job with "auto"', () => {
	let folder: TrialFolder;
	beforeEach(() => {
		folder = new TrialFolder();
	});
	afterEach(() => folder.dispose());

	/** Runs it to its end; its first and its last snapshot. */
	async function snapshotsOf(module: string, keys: object, options: Partial<LaunchOptions> = {}) {
		folder.items(1_000);
		folder.write("work.mjs", module);
		const job = folder.job({ items: { jsonl: "items.jsonl" }, run: { module: "work.mjs" }, ...keys });
		const { run, finish } = await startRun(job, folder.options(options));
		const first: Snapshot = run.snapshot;
		const { counts } = await finish();
		assert.equal(counts.succeeded, 1_000);
		return { first, last: run.snapshot };
	}

	it("begins with few items at once, says so, and finds out how many", async () => {
		const { first, last } = await snapshotsOf(eachItem, { concurrency: "auto" });
		assert.deepEqual(first.tuning, { concurrency: { value: 4, why: undefined }, batchSize: undefined });
		assert.equal(first.concurrency, 4);
		assert.match(last.tuning.concurrency?.why ?? "", /^[a-z ]+: \d+ → \d+$/);
	});

	it("gives way to the concurrency that it is started with", async () => {
		const asked = await snapshotsOf(eachItem, { concurrency: 30 }, { concurrency: "auto" });
		assert.equal(asked.first.tuning.concurrency?.value, 4);
		const refused = await snapshotsOf(eachItem, { concurrency: "auto" }, { concurrency: 30 });
		assert.equal(refused.first.tuning.concurrency, undefined);
		assert.equal(refused.first.concurrency, 30);
	});

	it("begins with the operation's batch size, where it takes batches", async () => {
		const { first } = await snapshotsOf(eachBatch, { batchSize: "auto", concurrency: 2 });
		assert.deepEqual(first.tuning, { concurrency: undefined, batchSize: { value: 100, why: undefined } });
		assert.equal(first.concurrency, 200);
	});

	it("has no batch size to find out, where the operation takes item by item", async () => {
		const { first } = await snapshotsOf(eachItem, { batchSize: "auto", concurrency: 16 });
		assert.deepEqual(first.tuning, { concurrency: undefined, batchSize: undefined });
	});
});
