import assert from "node:assert/strict";
import { systemClock } from "../../../src/base/clock.ts";
import { Batcher, defaultPolicies, type Item, OperationError, type Policies } from "../../../src/engine/index.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, quickRetry, reached, trial } from "./trialRun.ts";

const inOrder: Partial<Policies> = { concurrency: 1, inOrder: true };

describe("A run in order", () => {
	it("begins nothing before the item ahead is settled, whose retry holds the rest", async () => {
		const begun: string[] = [];
		const work = operation(async ({ index }, { number }) => {
			begun.push(`${index}.${number}`);
			await Promise.resolve();
			if (index % 3 === 1 && number < 3) throw new Error("not yet");
			if (index === 5) throw new OperationError("no", { category: "fail" });
		});
		const { state, counts } = await trial(
			new MemoryDisk(),
			{ source: numbers(8), operation: work },
			inOrder,
		).run.start();
		assert.deepEqual([state, counts.succeeded, counts.failed], ["completedWithFailures", 7, 1]);
		assert.deepEqual(begun.join(" "), "0.1 1.1 1.2 1.3 2.1 3.1 4.1 4.2 4.3 5.1 6.1 7.1 7.2 7.3");
	});

	it("keeps the order over a resume, and for items that are tried again", async () => {
		const disk = new MemoryDisk();
		const begun: number[] = [];
		let isMended = false;
		const asked = Promise.withResolvers<void>();
		const work = operation(async ({ index }) => {
			begun.push(index);
			if (index === 4) await asked.promise;
			if (!isMended && index === 3) throw new OperationError("no", { category: "fatal" });
			if (!isMended && index < 2) throw new OperationError("no", { category: "fail" });
		});
		const halted = trial(disk, { source: numbers(6), operation: work }, inOrder);
		await halted.run.start();
		isMended = true;
		const { run } = trial(disk, { source: numbers(6), operation: work }, inOrder);
		const end = run.start();
		await reached(run, ({ snapshot }) => snapshot.inFlight === 1);
		await run.retry({ outcome: "failed" });
		asked.resolve();
		assert.equal((await end).state, "completed");
		assert.deepEqual(begun.slice(0, 5), [0, 1, 2, 3, 4]);
		assert.deepEqual(begun.slice(5).sort(), [0, 1, 3, 5]);
	});

	it("holds the next batch until all items of the one ahead are settled", async () => {
		const calls: string[] = [];
		const policies = { ...defaultPolicies, ...inOrder, batchSize: 3, retry: quickRetry };
		const runBatch = async (items: readonly Item[]) => {
			calls.push(items.map(({ index }) => index).join());
			await Promise.resolve();
			return items.map(({ index }) =>
				index === 1 && calls.length < 3 ? { error: new Error("not yet") } : { result: index },
			);
		};
		const batcher = new Batcher({ operation: { runBatch }, policies, clock: systemClock });
		const options = { source: numbers(8), operation: batcher, concurrency: batcher.concurrency };
		const { run } = trial(new MemoryDisk(), options, { ...policies, concurrency: 3 });
		assert.equal((await run.start()).state, "completed");
		assert.deepEqual(calls, ["0,1,2", "1", "1", "3,4,5", "6,7"]);
	});
});
