import assert from "node:assert/strict";
import type { ConcurrencyControl } from "../../../src/engine/concurrency/concurrencyControl.ts";
import { noTuning } from "../../../src/engine/model/tuning.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, trial } from "./trialRun.ts";

/** A limit that the test sets. */
class TestConcurrency implements ConcurrencyControl {
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
class OpenAttempts {
	readonly operation = operation(() => new Promise((resolve) => this.#ends.push(() => resolve(null))));
	readonly #ends: (() => void)[] = [];

	get inFlight(): number {
		return this.#ends.length;
	}

	/** Ends what is in flight, or some of it, and waits until the lanes have taken what they want. */
	async end(count = this.#ends.length): Promise<void> {
		for (const end of this.#ends.splice(0, count)) end();
		for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
	}
}

describe("a run's lanes", () => {
	it("grow in number at once, and shrink as their items end", async () => {
		const concurrency = new TestConcurrency();
		const open = new OpenAttempts();
		const { run } = trial(new MemoryDisk(), { source: numbers(1_000), operation: open.operation, concurrency });
		const ended = run.start();
		await open.end(0);
		assert.equal(open.inFlight, 4);
		concurrency.items = 10;
		await open.end(0);
		assert.equal(open.inFlight, 10);
		assert.equal(run.snapshot.concurrency, 10);
		concurrency.items = 3;
		await open.end(2);
		assert.equal(open.inFlight, 8);
		await open.end();
		assert.equal(open.inFlight, 3);
		concurrency.items = 5;
		await open.end();
		assert.equal(open.inFlight, 5);
		run.cancel();
		await open.end();
		assert.equal((await ended).state, "cancelled");
	});

	it("stay if they are surplus, but wanted again before they could leave", async () => {
		const concurrency = new TestConcurrency();
		const open = new OpenAttempts();
		const { run } = trial(new MemoryDisk(), { source: numbers(1_000), operation: open.operation, concurrency });
		const ended = run.start();
		await open.end(0);
		concurrency.items = 1;
		concurrency.items = 6;
		await open.end(0);
		assert.equal(open.inFlight, 6);
		run.cancel();
		await open.end();
		await ended;
	});

	it("do all items, however often their number changes", async () => {
		const concurrency = new TestConcurrency();
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
