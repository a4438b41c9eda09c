import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type Item, OperationError, type Policies, type Run } from "../../../src/engine/index.ts";
import { checkedKeys } from "../../../src/job/plan/items/checkedKeys.ts";
import type { OpenedSource } from "../../../src/sources/sourceKind.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { RunWriter } from "../../../src/store/writer/runWriter.ts";
import { WriterStore } from "../../crash/writerStore.ts";
import { MemoryDisk } from "../engine/memoryStore.ts";
import { numbers, operation, trial } from "../engine/trialRun.ts";
import { info } from "../store/trialCommit.ts";

/** Items with these keys, in order. */
function keyed(keys: readonly string[]): OpenedSource {
	const source = numbers(keys.length, (item) => ({ ...item, key: keys[item.index] ?? "" }));
	return checkedKeys({ ...source, summary: "keys", changeSince: async () => undefined }, "reuse");
}

interface Line {
	readonly index: number;
	readonly outcome: string;
	readonly attempts: number;
	readonly result: unknown;
	readonly error?: string;
	readonly reusedFrom?: number;
}

describe("items that reuse the outcome of the first one with their key", () => {
	let folder: string;

	beforeEach(() => {
		folder = join(mkdtempSync(join(tmpdir(), "batchline-reuse-")), "run");
	});

	afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

	/** Runs them, or goes on with them, in a real run folder. */
	async function ran(
		keys: readonly string[],
		work: (item: Item) => unknown,
		policies: Partial<Policies> = {},
		during: (run: Run, die: () => void) => unknown = () => undefined,
	): Promise<readonly Line[]> {
		// Without its thread, which takes a second to start.
		const store = new WriterStore(existsSync(folder) ? RunWriter.open(folder) : RunWriter.create(folder, info, "{}"));
		try {
			const { run } = trial(
				new MemoryDisk(),
				{ store, source: keyed(keys), operation: operation(work) },
				{ duplicates: "reuse", concurrency: 1, ...policies },
			);
			const died = Promise.withResolvers<void>();
			await during(run, () => {
				store.isDead = true;
				died.resolve();
			});
			await Promise.race([run.start(), died.promise]);
		} finally {
			await store.close();
		}
		const text = readFileSync(join(folder, "results.jsonl"), "utf8").trimEnd();
		const lines: Line[] = text === "" ? [] : text.split("\n").map((line) => JSON.parse(line));
		return lines.sort((a, b) => a.index - b.index);
	}

	it("get its result, and their lines name it; nothing else is asked", async () => {
		const asked: number[] = [];
		const lines = await ran(["a", "b", "a", "a", "c", "b"], ({ index }) => {
			asked.push(index);
			return { of: index };
		});
		assert.deepEqual(asked, [0, 1, 4]);
		assert.deepEqual(
			lines.map(({ outcome, result, reusedFrom }) => [outcome, result, reusedFrom]),
			[
				["succeeded", { of: 0 }, undefined],
				["succeeded", { of: 1 }, undefined],
				["succeeded", { of: 0 }, 0],
				["succeeded", { of: 0 }, 0],
				["succeeded", { of: 4 }, undefined],
				["succeeded", { of: 1 }, 1],
			],
		);
		assert.ok(!readdirSync(folder).includes("results.places"));
	});

	it("wait for it without a lane", async () => {
		const first = Promise.withResolvers<string>();
		const asked: number[] = [];
		const lines = await ran(
			["a", "a", "a", "a", "last"],
			({ index }) => {
				asked.push(index);
				if (index === 0) return first.promise;
				first.resolve("late");
				return "last";
			},
			{ concurrency: 2 },
		);
		assert.deepEqual(asked, [0, 4]);
		assert.deepEqual(
			lines.map(({ result }) => result),
			["late", "late", "late", "late", "last"],
		);
	});

	it("wait for it while it is tried again, however many they are", async () => {
		let attempts = 0;
		const keys = [...Array.from({ length: 3_000 }, () => "same"), "other"];
		const lines = await ran(keys, ({ index }) => {
			if (index === 0 && ++attempts < 3) throw new OperationError("not yet", { category: "retry" });
			return index;
		});
		assert.deepEqual(
			[lines.length, new Set(lines.slice(0, 3_000).map(({ result }) => result)), lines.at(-1)?.result],
			[3_001, new Set([0]), 3_000],
		);
		assert.equal(lines[2_999]?.attempts, 3);
	});

	it("share its failure in one group, and name it", async () => {
		const lines = await ran(["a", "b", "a", "b"], ({ index }) => {
			throw new OperationError(index === 0 ? "no such page" : "left out", {
				category: index === 0 ? "fail" : "skip",
			});
		});
		assert.deepEqual(
			lines.map(({ outcome, error }) => [outcome, error]),
			[
				["failed", "no such page"],
				["skipped", "left out"],
				["failed", "no such page (as item 0, which has the same key)"],
				["skipped", "left out (as item 1, which has the same key)"],
			],
		);
		const reader = new RunReader(folder);
		assert.deepEqual(
			reader.groups().map(({ outcome, count }) => [outcome, count]),
			[
				["failed", 2],
				["rejected", 2],
			],
		);
		reader.dispose();
	});

	it("are in doubt where it is", async () => {
		const lines = await ran(
			["a", "a"],
			() => {
				throw new OperationError("no answer", { category: "retry", mayBeDone: true });
			},
			{ interrupted: "ask" },
		);
		assert.deepEqual(
			lines.map(({ outcome }) => outcome),
			["interrupted", "interrupted"],
		);
	});

	it("follow it when all are tried again, and run themselves when it is not", async () => {
		const keys = ["a", "a", "a"];
		let isUp = false;
		const asked: number[] = [];
		const work = ({ index }: Item) => {
			asked.push(index);
			if (!isUp) throw new OperationError("down", { category: "fail" });
			return index;
		};
		await ran(keys, work);
		await ran(keys, work, {}, (run) => run.retry({ outcome: "failed" }));
		assert.deepEqual(asked, [0, 0]);
		isUp = true;
		await ran(keys, work, {}, (run) => run.retry({ indices: [1] }));
		assert.deepEqual(asked, [0, 0, 1]);
		const lines = await ran(keys, work, {}, (run) => run.retry({ outcome: "failed" }));
		assert.deepEqual(asked, [0, 0, 1, 0]);
		assert.deepEqual(
			lines.map(({ result, reusedFrom }) => [result, reusedFrom]),
			[
				[0, undefined],
				[1, undefined],
				[0, 0],
			],
		);
	});

	it("get long results a few at a time", async () => {
		const length = 1_500_000;
		const lines = await ran(["a", "b", "c", "d", "a", "b", "c", "d"], ({ index }) => String(index).repeat(length));
		assert.equal(lines.length, 8);
		for (const { index, result } of lines) assert.ok(result === String(index % 4).repeat(length));
	});

	it("get what it came to, whenever the run is stopped or its process killed", async () => {
		const plan = fc.record({
			keys: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 300 }),
			concurrency: fc.integer({ min: 1, max: 9 }),
			stops: fc.array(fc.record({ at: fc.integer({ min: 1, max: 30 }), kills: fc.boolean() }), { maxLength: 3 }),
		});
		await fc.assert(
			fc.asyncProperty(plan, async ({ keys: numbersOfKeys, concurrency, stops }) => {
				rmSync(folder, { recursive: true, force: true });
				const keys = numbersOfKeys.map((key) => `key "${key}",\\"result":`);
				const asked = new Map<string, number>();
				let lines: readonly Line[] = [];
				for (const { at, kills } of [...stops, { at: Number.POSITIVE_INFINITY, kills: false }]) {
					let left = at;
					let stop = () => undefined as unknown;
					const work = async ({ key, index }: Item) => {
						asked.set(key, (asked.get(key) ?? 0) + 1);
						if (--left === 0) stop();
						await new Promise(setImmediate);
						if (key.length % 2 === 0) throw new OperationError("bad", { category: index % 3 ? "skip" : "fail" });
						return { n: index, text: "€".repeat(index) };
					};
					lines = await ran(keys, work, { concurrency, checkpointEveryBatches: 1 }, (run, die) => {
						stop = kills ? die : () => run.cancel();
					});
				}
				assert.deepEqual(
					lines.map(({ index }) => index),
					keys.map((_, index) => index),
				);
				for (const { index, outcome, result, error, reusedFrom } of lines) {
					const firstIndex = keys.indexOf(keys[index] ?? "");
					const first = lines[firstIndex];
					assert.deepEqual([outcome, result], [first?.outcome, first?.result]);
					if (firstIndex === index) continue;
					if (error === undefined) assert.equal(reusedFrom, firstIndex);
					else assert.match(error, new RegExp(`^bad \\(as item ${firstIndex}, `));
				}
				// Attempts under way have time to end when a run is cancelled; a kill leaves them in doubt.
				const killed = stops.filter(({ kills }) => kills).length;
				assert.equal(asked.size, new Set(keys).size);
				for (const times of asked.values()) assert.ok(times <= 1 + killed, `${times} times, ${killed} kills`);
			}),
			{ numRuns: 15 },
		);
	});
});
