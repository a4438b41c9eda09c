import assert from "node:assert/strict";
import { noRules, OperationError } from "../../../src/engine/index.ts";
import { defaultPolicies, type HaltPolicy } from "../../../src/engine/model/policies.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { itemAt, numbers, operation, quickRetry, reached, trial } from "./trialRun.ts";

describe("a run", () => {
	it("gives every item its outcome and its one line", async () => {
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source: numbers(250), operation: operation(async (item) => item.index * 2) });
		const summary = await run.start();
		assert.equal(summary.state, "completed");
		assert.deepEqual(summary.counts, {
			succeeded: 250,
			failed: 0,
			rejected: 0,
			skipped: 0,
			interrupted: 0,
			retries: 0,
		});
		assert.equal(disk.state, "completed");
		const lines = disk.lines.map((line) => JSON.parse(line)).sort((a, b) => a.index - b.index);
		assert.deepEqual(
			lines.map(({ index, key, outcome, result }) => [index, key, outcome, result]),
			Array.from({ length: 250 }, (_, index) => [index, `k${index}`, "succeeded", index * 2]),
		);
	});

	it("completes over a source without items", async () => {
		const { run } = trial(new MemoryDisk(), { source: numbers(0), operation: operation(() => 1) });
		const { state, total, successRate } = await run.start();
		assert.deepEqual([state, total, successRate], ["completed", { count: 0, exact: true }, 1]);
	});

	it("skips an item whose operation returns false, without a retry", async () => {
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source: numbers(3), operation: operation((item) => item.index !== 1) });
		const { counts, state } = await run.start();
		assert.deepEqual(
			[state, counts],
			["completed", { succeeded: 2, failed: 0, rejected: 0, skipped: 1, interrupted: 0, retries: 0 }],
		);
		assert.deepEqual(JSON.parse(disk.tail[0] ?? ""), {
			index: 1,
			key: "k1",
			value: { number: 1 },
			outcome: "skipped",
			attempts: 1,
			durationMs: 0,
			result: null,
			error: "The operation returned false.",
		});
	});

	it("retries what a retry may fix, as often as the job says", async () => {
		const disk = new MemoryDisk();
		const tries = new Map<number, number>();
		const work = operation(async ({ index }, { number }) => {
			tries.set(index, number);
			if (index % 2 === 0 && number < 3) throw new Error("busy");
			if (index === 7) throw new Error("broken");
			return "done";
		});
		const { run } = trial(disk, { source: numbers(10), operation: work });
		const { counts, state } = await run.start();
		assert.equal(state, "completedWithFailures");
		assert.deepEqual(counts, { succeeded: 9, failed: 1, rejected: 0, skipped: 0, interrupted: 0, retries: 5 * 2 + 2 });
		assert.equal(tries.get(7), 3);
		assert.deepEqual(
			disk.failed.get(7)?.history.map(({ attempt, failure }) => [attempt, failure.message]),
			[1, 2, 3].map((attempt) => [attempt, "broken"]),
		);
	});

	for (const [thrown, message, name] of [
		["just text", "just text", "Error"],
		[null, "Threw null instead of an error.", "Error"],
		[{ odd: 1 }, 'Threw {"odd":1} instead of an error.', "Error"],
		[new DOMException("stop it", "AbortError"), "stop it", "AbortError"],
	] as const) {
		it(`treats ${String(thrown)} as an ordinary error, with all its retries`, async () => {
			const disk = new MemoryDisk();
			const work = operation(() => {
				throw thrown;
			});
			const { run } = trial(disk, { source: numbers(1), operation: work });
			const { counts } = await run.start();
			assert.deepEqual(counts, { succeeded: 0, failed: 1, rejected: 0, skipped: 0, interrupted: 0, retries: 2 });
			const failure = disk.failed.get(0)?.failure;
			assert.deepEqual([failure?.message, failure?.name], [message, name]);
		});
	}

	for (const mistake of [new TypeError("x is undefined"), new ReferenceError("x is not defined")]) {
		it(`fails an item at once at a ${mistake.name}: the same code would make the same mistake again`, async () => {
			const disk = new MemoryDisk();
			const work = operation(() => {
				throw mistake;
			});
			const { counts } = await trial(disk, { source: numbers(1), operation: work }).run.start();
			assert.deepEqual(counts, { succeeded: 0, failed: 1, rejected: 0, skipped: 0, interrupted: 0, retries: 0 });
			assert.equal(disk.failed.get(0)?.failure.category, "fail");
		});
	}

	it("lets other items go on while one waits for its retry", async () => {
		const order: number[] = [];
		const work = operation(async ({ index }, { number }) => {
			if (index === 0 && number === 1) throw new Error("later");
			order.push(index);
		});
		const retry = { attempts: 2, minDelayMs: 20, maxDelayMs: 20, factor: 1, jitter: false };
		const { run } = trial(new MemoryDisk(), { source: numbers(50), operation: work }, { concurrency: 1, retry });
		await run.start();
		assert.ok(order.indexOf(0) > 0, order.join());
		assert.equal(order.length, 50);
	});

	it("names the attempt that is under way for the longest time, after half a minute", async () => {
		const clock = new ManualClock();
		const work = operation(async ({ index }) => {
			await new Promise<void>((resolve) => clock.timer(index === 3 ? 100_000 : 1_000, resolve));
		});
		const { run } = trial(new MemoryDisk(), { source: numbers(400), operation: work, clock }, { concurrency: 4 });
		const ended = run.start();
		await clock.advance(20_000);
		assert.equal(run.snapshot.longAttempt, undefined);
		await clock.advance(25_000);
		const { key, forMs } = run.snapshot.longAttempt ?? { key: "", forMs: 0 };
		assert.equal(key, "k3");
		assert.ok(forMs > 40_000, `${forMs} ms`);
		await clock.until(ended);
		assert.equal(run.snapshot.longAttempt, undefined);
	});

	it("rejects by category, with the job's own rules first", async () => {
		const work = operation(({ index }) => {
			throw new OperationError("no", { code: index === 0 ? 404 : index === 1 ? 503 : "exit:3" });
		});
		const errors = { ...noRules, skip: ["exit:3"] };
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source: numbers(3), operation: work }, { errors });
		const { counts } = await run.start();
		assert.deepEqual(counts, { succeeded: 0, failed: 1, rejected: 2, skipped: 0, interrupted: 0, retries: 2 });
	});

	it("is not completed with rejected items, but with those that were left out on purpose", async () => {
		const ended = async (isLeftOut: boolean) => {
			const work = operation(({ index }) => {
				if (index === 1) throw new OperationError("not for us", { name: "ValidationError", isLeftOut });
			});
			const disk = new MemoryDisk();
			const { state, counts } = await trial(disk, { source: numbers(3), operation: work }).run.start();
			assert.match(disk.tail[0] ?? "", /"outcome":"skipped",.*"error":"not for us"/);
			return [state, counts.rejected, counts.skipped];
		};
		assert.deepEqual(await ended(false), ["completedWithFailures", 1, 0]);
		assert.deepEqual(await ended(true), ["completed", 0, 1]);
	});

	it("halts when its first items all fail or are rejected, unless they are all there are", async () => {
		const endOf = async (count: number, good: number, firstFailures?: number) => {
			const work = operation(({ index }) => {
				if (index === good) return;
				throw new OperationError("no", index % 2 === 0 ? { code: 404 } : { category: "fail" });
			});
			const halt = { minItems: 20, firstFailures: firstFailures ?? defaultPolicies.halt.firstFailures };
			const options = { source: numbers(count), operation: work };
			const { state, counts, reason } = await trial(new MemoryDisk(), options, { concurrency: 1, halt }).run.start();
			return { state, notDone: counts.failed + counts.rejected, reason };
		};
		const halted = await endOf(1_000, -1);
		assert.deepEqual([halted.state, halted.notDone], ["halted", 20]);
		assert.match(halted.reason ?? "", /^All of the first 20 items failed or were rejected \(halt\.firstFailures\)/);
		assert.equal((await endOf(20, -1)).state, "completedWithFailures");
		assert.equal((await endOf(100, 19)).state, "completedWithFailures");
		assert.equal((await endOf(100, -1, 0)).state, "completedWithFailures");
	});

	it("halts at a number and at a share of rejected items", async () => {
		const endOf = async (halt: Partial<HaltPolicy>) => {
			const work = operation(({ index }) => {
				if (index % 2 === 0) throw new OperationError("no", { code: 404 });
			});
			const options = { source: numbers(1_000), operation: work };
			const policies = { concurrency: 1, halt: { minItems: 30, firstFailures: 0, ...halt } };
			const { state, counts, reason } = await trial(new MemoryDisk(), options, policies).run.start();
			return [state, counts.rejected, /halt\.\w+/.exec(reason ?? "")?.[0]];
		};
		assert.deepEqual(await endOf({ rejected: 7 }), ["halted", 7, "halt.rejected"]);
		assert.deepEqual(await endOf({ rejectedRate: 0.5 }), ["halted", 16, "halt.rejectedRate"]);
		assert.deepEqual(await endOf({ failures: 1 }), ["completedWithFailures", 500, undefined]);
	});

	it("halts at a number of successes, counted from its last start, with nothing that begins after it", async () => {
		const disk = new MemoryDisk();
		const halt = { ...defaultPolicies.halt, successes: 5 };
		const options = { source: numbers(12), operation: operation(({ index }) => index % 2 === 0 && index) };
		const ended = async () => {
			const { state, counts, reason } = await trial(disk, options, { concurrency: 1, halt }).run.start();
			return [state, counts.succeeded, /halt\.\w+/.exec(reason ?? "")?.[0]];
		};
		assert.deepEqual(await ended(), ["halted", 5, "halt.successes"]);
		assert.deepEqual(await ended(), ["completed", 6, undefined]);
	});

	it("halts when its time is over, pauses not counted, and at once where the job says `now`", async () => {
		const clock = new ManualClock();
		const endOf = async (now: boolean) => {
			const aborted: number[] = [];
			const work = operation(({ index }, { signal }) => {
				const { promise, reject } = Promise.withResolvers();
				signal.addEventListener("abort", () => {
					aborted.push(index);
					reject(signal.reason);
				});
				return promise;
			});
			const halt = { ...defaultPolicies.halt, durationMs: 60_000, now };
			const { run } = trial(new MemoryDisk(), { source: numbers(9), operation: work, clock }, { concurrency: 2, halt });
			const end = run.start();
			await clock.advance(59_000);
			assert.equal(run.snapshot.inFlight, 2);
			run.pause();
			await clock.advance(100_000);
			run.resume();
			assert.equal(run.snapshot.reason, undefined);
			await clock.advance(2_000);
			const atOnce = aborted.length;
			await clock.advance(6_000);
			const { state, reason } = await clock.until(end);
			assert.deepEqual([state, aborted.length], ["halted", 2]);
			assert.match(String(reason), /^It has been running for 1 m.* \(halt\.duration\)\.$/);
			return atOnce;
		};
		assert.equal(await endOf(true), 2);
		assert.equal(await endOf(false), 0);
	});

	it("halts at a fatal error, and leaves the rest for a resume", async () => {
		const disk = new MemoryDisk();
		let isFixed = false;
		let calls = 0;
		const work = operation(async () => {
			calls++;
			if (!isFixed) throw new OperationError("There is no program frobnicate.", { category: "fatal" });
		});
		const first = await trial(disk, { source: numbers(5_000), operation: work }).run.start();
		assert.deepEqual([first.state, first.reason], ["halted", "There is no program frobnicate."]);
		assert.ok(calls <= 4, `${calls} attempts, where one was enough`);
		isFixed = true;
		const second = trial(disk, { source: numbers(5_000), operation: work });
		await second.store.queue({ category: "fatal" }, false);
		const third = trial(disk, { source: numbers(5_000), operation: work });
		const { state, counts } = await third.run.start();
		assert.deepEqual([state, counts.succeeded, counts.failed], ["completed", 5_000, 0]);
	});

	it("halts when too much fails, and not before enough is known", async () => {
		const work = operation(async () => {
			throw new OperationError("bad", { category: "retry" });
		});
		const policies = { retry: { attempts: 1, minDelayMs: 0, maxDelayMs: 0, factor: 1, jitter: false }, concurrency: 1 };
		const { run } = trial(
			new MemoryDisk(),
			{ source: numbers(1_000), operation: work },
			{ ...policies, halt: { failureRate: 0.5, firstFailures: 0, minItems: 20 } },
		);
		const { state, counts, reason } = await run.start();
		assert.deepEqual([state, counts.failed], ["halted", 20]);
		assert.match(reason ?? "", /20 of 20 items failed \(100 %\).*50 %/);
	});

	it("fails an item that its source could not read, without an attempt", async () => {
		const source = numbers(3, (item) => (item.index === 1 ? itemAt(1, "line 2: 1 field, expected 3") : item));
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source, operation: operation(() => "ok") });
		const { counts } = await run.start();
		assert.deepEqual(counts, { succeeded: 2, failed: 1, rejected: 0, skipped: 0, interrupted: 0, retries: 0 });
		assert.equal(disk.failed.get(1)?.attempts, 0);
	});

	it("keeps secrets out of what a source says of an item, as out of other messages", async () => {
		const source = numbers(1, () => itemAt(0, "line 1: s3cr3t is no number"));
		const disk = new MemoryDisk();
		const redact = (text: string) => text.replaceAll("s3cr3t", "***");
		await trial(disk, { source, operation: operation(() => "ok"), redact }).run.start();
		assert.equal(disk.failed.get(0)?.failure.message, "line 1: *** is no number");
	});

	it("halts when the source fails halfway", async () => {
		const source = {
			total: () => undefined,
			async *chunks() {
				yield [itemAt(0)];
				throw new Error("disk gone");
			},
		};
		const { state, reason, counts } = await trial(new MemoryDisk(), {
			source,
			operation: operation(() => 1),
		}).run.start();
		assert.equal(state, "halted");
		assert.match(reason ?? "", /disk gone/);
		assert.ok(counts.succeeded <= 1);
	});

	it("ends an attempt that takes too long, and says so", async () => {
		const disk = new MemoryDisk();
		const work = operation((_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", reject)));
		const { run } = trial(disk, { source: numbers(3), operation: work }, { timeoutMs: 20, concurrency: 2 });
		const { counts } = await run.start();
		assert.deepEqual(counts, { succeeded: 0, failed: 3, rejected: 0, skipped: 0, interrupted: 0, retries: 6 });
		const failure = disk.failed.get(0)?.failure;
		assert.deepEqual(
			[failure?.message, failure?.name, failure?.code, failure?.category],
			["No result within 20 ms.", "TimeoutError", "ETIMEDOUT", "retry"],
		);
	});

	it("keeps a result that comes although the attempt has timed out", async () => {
		const work = operation(
			(_, { signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(7))),
		);
		const { run } = trial(new MemoryDisk(), { source: numbers(1), operation: work }, { timeoutMs: 10 });
		assert.equal((await run.start()).counts.succeeded, 1);
	});

	it("gives an item the same idempotency key at every attempt, and another one to each item", async () => {
		const keys = new Map<number, Set<string>>();
		const work = operation(async ({ index }, { idempotencyKey }) => {
			keys.set(index, (keys.get(index) ?? new Set()).add(idempotencyKey));
			throw new Error("again");
		});
		await trial(new MemoryDisk(), { source: numbers(2), operation: work }).run.start();
		assert.deepEqual([keys.get(0)?.size, keys.get(1)?.size], [1, 1]);
		assert.notDeepEqual(keys.get(0), keys.get(1));
	});

	it("is not affected by a listener that throws", async () => {
		const { run } = trial(new MemoryDisk(), { source: numbers(500), operation: operation(async () => 1) });
		let calls = 0;
		run.onDidChange(() => {
			calls++;
			throw new Error("a view with a bug");
		});
		const { state, counts } = await run.start();
		assert.deepEqual([state, counts.succeeded], ["completed", 500]);
		assert.ok(calls >= 2);
	});

	it("keeps secrets out of results, messages and details", async () => {
		const disk = new MemoryDisk();
		const work = operation(({ index }) => {
			if (index === 0) return "token hunter2";
			throw new OperationError("hunter2 refused", { code: 404, detail: "sent hunter2" });
		});
		const redact = (text: string) => text.replaceAll("hunter2", "•••");
		const source = numbers(2, (item) => ({ ...item, value: { token: "of hunter2", number: item.index } }));
		await trial(disk, { source, operation: work, redact }).run.start();
		const failures = [...disk.failed.values()].map(({ failure, history }) => ({ failure, history }));
		assert.doesNotMatch(JSON.stringify([disk.lines, disk.tail, failures]), /hunter2/);
		const values = [...disk.lines, ...disk.tail].map((line) => JSON.parse(line).value);
		assert.deepEqual(
			values,
			[0, 1].map((number) => ({ token: "of •••", number })),
		);
	});

	it("rejects when the store cannot write, and stops working", async () => {
		const disk = new MemoryDisk();
		let calls = 0;
		const { run, store } = trial(disk, { source: numbers(100_000), operation: operation(async () => ++calls) });
		const commit = store.commit.bind(store);
		let commits = 0;
		store.commit = (what) => (++commits > 3 ? Promise.reject(new Error("ENOSPC")) : commit(what));
		await assert.rejects(run.start(), /ENOSPC/);
		assert.ok(calls < 100_000);
	});
});

describe("a run under control", () => {
	it("pauses and resumes", async () => {
		let calls = 0;
		const work = operation(async ({ index }) => {
			calls++;
			if (index === 500) run.pause();
		});
		const { run } = trial(new MemoryDisk(), { source: numbers(20_000), operation: work });
		const ended = run.start();
		await reached(run, ({ snapshot }) => snapshot.state === "paused");
		await new Promise(setImmediate);
		const callsAtPause = calls;
		await reached(run, ({ snapshot }) => snapshot.counts.succeeded === callsAtPause);
		assert.deepEqual([calls, run.snapshot.inFlight], [callsAtPause, 0]);
		run.resume();
		assert.equal((await ended).counts.succeeded, 20_000);
	});

	it("is cancelled while paused", async () => {
		const { run } = trial(new MemoryDisk(), { source: numbers(20_000), operation: operation(async () => 1) });
		const ended = run.start();
		run.pause();
		run.cancel();
		assert.equal((await ended).state, "cancelled");
	});

	it("does not wait for a retry that is far away when it is cancelled", async () => {
		const work = operation(() => {
			throw new Error("later");
		});
		const retry = { attempts: 3, minDelayMs: 60_000, maxDelayMs: 60_000, factor: 1, jitter: false };
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source: numbers(5), operation: work }, { retry });
		const ended = run.start();
		await reached(run, ({ snapshot }) => snapshot.waiting === 5);
		run.cancel();
		const { state, counts } = await ended;
		assert.deepEqual([state, counts.failed, disk.done.watermark], ["cancelled", 0, 0]);
	});

	it("reacts to a click within 100 ms while a million fast items run", async () => {
		let calls = 0;
		const work = operation(() => ++calls);
		const { run } = trial(new MemoryDisk(), { source: numbers(1_000_000), operation: work }, { concurrency: 64 });
		const ended = run.start();
		await reached(run, () => calls > 1_000);
		const clicked = performance.now();
		await new Promise((resolve) => setTimeout(resolve, 1));
		run.pause();
		const callsAtPause = calls;
		assert.ok(performance.now() - clicked < 100, `${performance.now() - clicked} ms until the click took effect`);
		await new Promise(setImmediate);
		assert.equal(calls, callsAtPause);
		run.resume();
		const stopped = performance.now();
		run.cancel();
		assert.equal((await ended).state, "cancelled");
		assert.ok(performance.now() - stopped < 100, `${performance.now() - stopped} ms to stop`);
	});

	it("runs failed items again when the user asks, while the rest goes on", async () => {
		const disk = new MemoryDisk();
		const rest = Promise.withResolvers<void>();
		let isFixed = false;
		const work = operation(async ({ index }) => {
			if (index >= 10) await rest.promise;
			else if (!isFixed) throw new OperationError("down", { category: "skip" });
		});
		const { run } = trial(disk, { source: numbers(3_000), operation: work });
		const ended = run.start();
		await reached(run, ({ snapshot }) => snapshot.counts.rejected === 10);
		isFixed = true;
		assert.deepEqual(await run.retry({ outcome: "rejected" }), { failed: 0, rejected: 10, skipped: 0, interrupted: 0 });
		rest.resolve();
		const { state, counts } = await ended;
		assert.deepEqual([state, counts.succeeded, counts.rejected], ["completed", 3_000, 0]);
		assert.equal(disk.waiting.size, 0);
	});

	it("runs items again that the user asks for when the last one ends", async () => {
		const disk = new MemoryDisk();
		const [queueing, rest] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
		let isFixed = false;
		const work = operation(async ({ index }) => {
			if (index === 1) await rest.promise;
			else if (!isFixed) throw new OperationError("down", { category: "skip" });
		});
		const { run, store } = trial(disk, { source: numbers(2), operation: work });
		const { queue } = store;
		store.queue = async (...args) => {
			await queueing.promise;
			return queue.apply(store, args);
		};
		const ended = run.start();
		await reached(run, ({ snapshot }) => snapshot.counts.rejected === 1);
		isFixed = true;
		const retried = run.retry({ outcome: "rejected" });
		rest.resolve();
		// Nothing is left to be worked on: without what is being queued, the run would be over.
		await new Promise(setImmediate);
		queueing.resolve();
		await retried;
		const { state, counts } = await ended;
		assert.deepEqual([state, counts.succeeded, disk.waiting.size], ["completed", 2, 0]);
		await assert.rejects(run.retry({}), /over/);
	});

	it("runs only the queued items of a run that was completed", async () => {
		const disk = new MemoryDisk();
		let isFixed = false;
		const calls: number[] = [];
		const work = operation(({ index }) => {
			calls.push(index);
			if (index === 3 && !isFixed) throw new Error("no");
		});
		await trial(disk, { source: numbers(10), operation: work }).run.start();
		isFixed = true;
		calls.length = 0;
		await trial(disk, { source: numbers(10), operation: work }).store.queue({}, false);
		const { state, counts } = await trial(disk, { source: numbers(10), operation: work }).run.start();
		assert.deepEqual([state, counts.succeeded, calls], ["completed", 10, [3]]);
	});

	it("counts an item that the user skips as skipped", async () => {
		const rest = Promise.withResolvers<void>();
		const work = operation(async ({ index }) => {
			if (index >= 5) await rest.promise;
			else throw new OperationError("bad", { category: "retry" });
		});
		const once = { retry: { ...quickRetry, attempts: 1 } };
		const { run } = trial(new MemoryDisk(), { source: numbers(2_000), operation: work }, once);
		const ended = run.start();
		await reached(run, ({ snapshot }) => snapshot.counts.failed === 5);
		assert.deepEqual(await run.skip({ indices: [1, 2] }), { failed: 2, rejected: 0, skipped: 0, interrupted: 0 });
		rest.resolve();
		const { counts } = await ended;
		assert.deepEqual([counts.failed, counts.skipped], [3, 2]);
	});
});
