import assert from "node:assert/strict";
import fc from "fast-check";
import { type Clock, systemClock } from "../../../src/base/clock.ts";
import { DisposableStore } from "../../../src/base/disposable.ts";
import { OperationError } from "../../../src/engine/index.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, quickRetry, trial } from "./trialRun.ts";

describe("a run that dies again and again", () => {
	it("ends with one outcome per item and one line per result, whatever was in doubt", async () => {
		const plan = fc.record({
			count: fc.integer({ min: 1, max: 400 }),
			concurrency: fc.integer({ min: 1, max: 9 }),
			batchSize: fc.integer({ min: 1, max: 20 }),
			/** After how many attempts the process dies, each time. */
			deaths: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 4 }),
			failEvery: fc.integer({ min: 2, max: 11 }),
		});
		await fc.assert(
			fc.asyncProperty(plan, async ({ count, concurrency, batchSize, deaths, failEvery }) => {
				const disk = new MemoryDisk();
				const attempts = new Map<number, number>();
				for (const death of [...deaths, Number.POSITIVE_INFINITY]) {
					let left = death;
					const died = Promise.withResolvers<void>();
					const clock = mortalClock();
					const work = operation(async ({ index }) => {
						if (--left < 0) {
							session.store.dead = true;
							died.resolve();
							return new Promise(() => undefined);
						}
						attempts.set(index, (attempts.get(index) ?? 0) + 1);
						if (index % failEvery === 0) throw new OperationError("bad", { category: index % 3 ? "skip" : "retry" });
						return index;
					});
					const session = trial(
						disk,
						{ source: numbers(count), operation: work, clock },
						{ concurrency, batchSize, checkpointEveryBatches: 1, retry: { ...quickRetry, attempts: 1 } },
					);
					await Promise.race([session.run.start(), died.promise]);
					clock.die();
				}
				const failed = Array.from({ length: count }, (_, index) => index).filter((index) => index % failEvery === 0);
				const { succeeded, skipped, rejected } = disk.counts;
				assert.deepEqual(
					[disk.state.startsWith("completed"), succeeded, disk.counts.failed + skipped + rejected, disk.total],
					[true, count - failed.length, failed.length, count],
				);
				const indices = [...disk.lines, ...disk.tail].map((line) => JSON.parse(line).index as number);
				assert.equal(new Set(indices).size, count);
				assert.equal(indices.length, count);
				assert.equal(attempts.size, count);
			}),
			{ numRuns: 60 },
		);
	});
});

/** A dead process's timers never fire. */
function mortalClock(): Clock & { die(): void } {
	const timers = new DisposableStore();
	return {
		...systemClock,
		timer: (delayMs, callback) => timers.add(systemClock.timer(delayMs, callback)),
		die: () => timers.dispose(),
	};
}
