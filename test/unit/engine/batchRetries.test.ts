import assert from "node:assert/strict";
import { Batcher } from "../../../src/engine/batches/batcher.ts";
import { defaultPolicies, type Item, noRules, OperationError, type Policies } from "../../../src/engine/index.ts";
import { seededRandom } from "../../crash/seededRandom.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { SimulatedClock } from "./simulation/simulatedClock.ts";
import { numbers, trial } from "./trialRun.ts";

interface Transaction {
	readonly indices: readonly number[];
	readonly at: number;
	hasFailed: boolean;
}

/** A run in batches, in simulated time: `work` throws where the transaction is rolled back. */
async function runBatches(
	work: (transaction: Transaction, others: number) => unknown,
	count: number,
	more: Partial<Policies> = {},
) {
	const clock = new SimulatedClock();
	const policies = { ...defaultPolicies, batchSize: 100, concurrency: 4, ...more };
	const transactions: Transaction[] = [];
	let open = 0;
	const operation = new Batcher({
		operation: {
			async runBatch(items: readonly Item[]) {
				const transaction = { indices: items.map(({ index }) => index), at: clock.monotonic(), hasFailed: true };
				transactions.push(transaction);
				open++;
				await clock.wait(1 + items.length * 2);
				open--;
				await work(transaction, open);
				transaction.hasFailed = false;
				return items.map(({ index }) => ({ result: index }));
			},
		},
		policies,
		clock,
	});
	const disk = new MemoryDisk();
	const { concurrency } = operation;
	const { run } = trial(disk, { source: numbers(count), operation, concurrency, clock }, policies);
	const { counts } = await clock.runUntil(run.start());
	return { transactions, failed: transactions.filter(({ hasFailed }) => hasFailed), counts, disk, clock };
}

function contention(fields: object): () => never {
	return () => {
		throw Object.assign(new Error("deadlock detected"), fields);
	};
}

describe("a batch that other work gets in the way of", () => {
	for (const fields of [
		{ code: "40P01" },
		{ code: "40001" },
		{ code: "SQLITE_BUSY" },
		{ code: "ERR_SQLITE_ERROR", errcode: 261 },
		{ errno: 1213, sqlState: "40001" },
		{ code: "ER_LOCK_WAIT_TIMEOUT", errno: 1205 },
	]) {
		it(`is tried again as a whole, and fails no row: ${JSON.stringify(fields)}`, async () => {
			for (const seed of [1, 2, 3, 4, 5]) {
				const random = seededRandom(seed);
				// Each transaction that is not alone loses in two of five cases.
				const { counts, failed, transactions } = await runBatches(
					(_, others) => others > 0 && random() < 0.4 && contention(fields)(),
					2_000,
				);
				assert.deepEqual([counts.succeeded, counts.failed], [2_000, 0], `seed ${seed}`);
				assert.ok(failed.length <= 40, `seed ${seed}: ${failed.length} of ${transactions.length} failed`);
			}
		});
	}

	it("finds the rows at fault all the same, and only these", async () => {
		for (const seed of [1, 2, 3]) {
			const random = seededRandom(seed);
			const bad = [7, 560, 561, 1_999];
			const { disk, counts } = await runBatches(({ indices }, others) => {
				if (others > 0 && random() < 0.4) contention({ code: "40P01" })();
				if (indices.some((index) => bad.includes(index))) throw Object.assign(new Error("not null"), { code: "23502" });
			}, 2_000);
			assert.deepEqual(
				[...disk.failed.keys()].sort((a, b) => a - b),
				bad,
			);
			assert.equal(counts.succeeded, 1_996);
		}
	});
});

describe("a batch that fails", () => {
	for (const [what, error] of [
		["a lost connection", () => Object.assign(new Error("lost"), { code: "ECONNRESET" })],
		["an error that nobody knows", () => new Error("Try again.")],
		["a 503", () => new OperationError("busy", { code: 503 })],
	] as const) {
		it(`with ${what} comes back as the batch that it was, later each time`, async () => {
			let left = 2;
			const { transactions, counts } = await runBatches(
				() => {
					if (left-- > 0) throw error();
				},
				100,
				{ retry: { ...defaultPolicies.retry, jitter: false } },
			);
			assert.deepEqual([counts.succeeded, counts.failed, counts.retries], [100, 0, 200]);
			assert.deepEqual(
				transactions.map(({ indices }) => indices.length),
				[100, 100, 100],
			);
			const times = transactions.map(({ at }) => at);
			const waits = times.slice(1).map((at, n) => at - (times[n] ?? 0));
			assert.ok((waits[0] ?? 0) >= 1_000 && (waits[1] ?? 0) >= 2_000, waits.join());
		});
	}

	it("with an error that the job retries is not taken apart before its attempts are used up", async () => {
		const { transactions } = await runBatches(
			({ indices }) => {
				if (indices.includes(5)) throw Object.assign(new Error("no"), { name: "RowError", code: "23505" });
			},
			100,
			{ errors: { ...noRules, retry: ["23505"] } },
		);
		assert.deepEqual(
			transactions.slice(0, 4).map(({ indices }) => indices.length),
			[100, 100, 100, 50],
		);
	});

	it("with a definite answer is taken apart at once", async () => {
		const { transactions, counts } = await runBatches(({ indices }) => {
			if (indices.includes(5)) throw Object.assign(new Error("no"), { code: "23505" });
		}, 100);
		assert.deepEqual(
			transactions.slice(0, 2).map(({ indices }) => indices.length),
			[100, 50],
		);
		assert.deepEqual([counts.succeeded, counts.failed], [99, 1]);
	});
});
