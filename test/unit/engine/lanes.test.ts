import assert from "node:assert/strict";
import type { ConcurrencyControl } from "../../../src/engine/concurrency/concurrencyControl.ts";
import { noTuning } from "../../../src/engine/model/tuning.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, trial } from "./trialRun.ts";

/** A width that a test turns. */
class TrialWidth implements ConcurrencyControl {
	readonly tuning = noTuning;
	#items = 4;
	#listener: (() => void) | undefined;

	get items(): number {
		return this.#items;
	}

	set items(items: number) {
		this.#items = items;
		this.#listener?.();
	}

	onChange(listener: () => void): void {
		this.#listener = listener;
	}
}

/** An operation whose attempts all end when the test says so. */
class Held {
	readonly operation = operation(() => new Promise((resolve) => this.#held.push(() => resolve(null))));
	readonly #held: (() => void)[] = [];

	get underWay(): number {
		return this.#held.length;
	}

	/** Ends what is under way, or some of it, and waits until the lanes have what they want. */
	async end(count = this.#held.length): Promise<void> {
		for (const end of this.#held.splice(0, count)) end();
		for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
	}
}

describe("a run's lanes", () => {
	it("become more at once, and fewer as their items end", async () => {
		const concurrency = new TrialWidth();
		const held = new Held();
		const { run } = trial(new MemoryDisk(), { source: numbers(1_000), operation: held.operation, concurrency });
		const ended = run.start();
		await held.end(0);
		assert.equal(held.underWay, 4);
		concurrency.items = 10;
		await held.end(0);
		assert.equal(held.underWay, 10);
		assert.equal(run.snapshot.concurrency, 10);
		concurrency.items = 3;
		await held.end(2);
		assert.equal(held.underWay, 8);
		await held.end();
		assert.equal(held.underWay, 3);
		concurrency.items = 5;
		await held.end();
		assert.equal(held.underWay, 5);
		run.cancel();
		await held.end();
		assert.equal((await ended).state, "cancelled");
	});

	it("that were too many and are wanted again before they could go, stay", async () => {
		const concurrency = new TrialWidth();
		const held = new Held();
		const { run } = trial(new MemoryDisk(), { source: numbers(1_000), operation: held.operation, concurrency });
		const ended = run.start();
		await held.end(0);
		concurrency.items = 1;
		concurrency.items = 6;
		await held.end(0);
		assert.equal(held.underWay, 6);
		run.cancel();
		await held.end();
		await ended;
	});

	it("do all items, however often their number changes", async () => {
		const concurrency = new TrialWidth();
		const disk = new MemoryDisk();
		const work = operation(async ({ index }) => {
			if (index % 7 === 0) concurrency.items = 1 + ((index * 31) % 20);
			await new Promise(setImmediate);
			return index;
		});
		const { run } = trial(disk, { source: numbers(3_000), operation: work, concurrency });
		assert.equal((await run.start()).counts.succeeded, 3_000);
		assert.equal(new Set(disk.lines).size, 3_000);
	});
});
