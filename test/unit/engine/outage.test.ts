import assert from "node:assert/strict";
import { errorOf, traitsOf } from "../../../src/engine/errors/errorTraits.ts";
import { outageOf } from "../../../src/engine/errors/outage.ts";
import { defaultPolicies, noRules, OperationError, type Policies } from "../../../src/engine/index.ts";
import { ManualClock } from "./manualClock.ts";
import { MemoryDisk } from "./memoryStore.ts";
import { numbers, operation, trial } from "./trialRun.ts";

function errorWith(properties: object, message = "no"): Error {
	return Object.assign(new Error(message), properties);
}

const refused = { code: "ECONNREFUSED", syscall: "connect", address: "127.0.0.1", port: 5432 };
/** What clients of a database throw, from its end to its being ready again. */
const restart: readonly (() => Error)[] = [
	() => errorWith({ code: "57P01" }, "terminating connection due to administrator command"),
	() => new Error("Connection terminated unexpectedly"),
	() => errorWith(refused),
	() => new AggregateError([errorWith({ ...refused, address: "::1" }), errorWith(refused)], ""),
	() => new Error("Query failed", { cause: errorWith(refused) }),
	() => errorWith({ code: "57P03" }, "the database system is starting up"),
];

/** A run of a module: nobody knows before whom an item goes to. */
function moduleRun(work: (index: number, now: number) => unknown, count: number, policies: Partial<Policies> = {}) {
	const clock = new ManualClock();
	const { run } = trial(
		new MemoryDisk(),
		{
			source: numbers(count),
			clock,
			operation: operation(async ({ index }) => {
				await new Promise<void>((resolve) => clock.timer(3, resolve));
				return work(index, clock.monotonic());
			}),
		},
		{ retry: defaultPolicies.retry, ...policies },
	);
	return { clock, run };
}

describe("a module whose other side goes away", () => {
	for (const concurrency of [1, 4, 32]) {
		it(`fails no item while its database restarts, ${concurrency} at a time`, async () => {
			let lost = 0;
			const { clock, run } = moduleRun(
				(_, now) => {
					if (now < 1_000 || now >= 7_000) return "done";
					throw restart[lost++ % restart.length]?.();
				},
				3_000,
				{ concurrency },
			);
			const { state, counts } = await clock.until(run.start());
			assert.deepEqual([state, counts.succeeded, counts.failed], ["completed", 3_000, 0]);
			assert.ok(lost <= concurrency + 10, `${lost} attempts in vain`);
		});
	}

	it("waits and says why at once, where a port is closed from the beginning, and halts in the end", async () => {
		const message = "connect ECONNREFUSED 127.0.0.1:2525";
		const { clock, run } = moduleRun(() => {
			throw errorWith({ code: "ESOCKET", errno: -111, syscall: "connect", address: "127.0.0.1", port: 2525 }, message);
		}, 500);
		const ended = run.start();
		await clock.advance(100);
		const { blockedOn, counts } = run.snapshot;
		assert.deepEqual([blockedOn?.upstream, blockedOn?.reason, counts.failed], ["127.0.0.1:2525", message, 0]);
		const { state, reason, counts: atEnd } = await clock.until(ended);
		assert.deepEqual([state, atEnd.failed], ["halted", 0]);
		assert.equal(reason, `Nobody has answered at 127.0.0.1:2525 for over a minute. The last attempt: ${message}`);
	});

	it("is waited for as long as it takes, once it has answered", async () => {
		const { clock, run } = moduleRun((_, now) => {
			if (now < 1_000 || now >= 600_000) return "done";
			throw errorWith(refused);
		}, 2_000);
		const { state, counts } = await clock.until(run.start());
		assert.deepEqual([state, counts.succeeded], ["completed", 2_000]);
	});

	it("does not wait where its items go to many hosts, and some of these are not there", async () => {
		let waits = 0;
		const { clock, run } = moduleRun((index) => {
			if (index >= 60) return "done";
			throw errorWith({ code: "ENOTFOUND", hostname: `shop-${index}.example` });
		}, 200);
		run.onDidChange(({ blockedOn }) => {
			if (blockedOn) waits++;
		});
		const { counts } = await clock.until(run.start());
		assert.deepEqual([counts.succeeded, counts.failed, waits], [140, 60, 0]);
	});

	it("fails what is only slow: a time limit says nothing of the other side", async () => {
		const { clock, run } = moduleRun(() => new Promise(() => undefined), 20, { timeoutMs: 1_000 });
		const { state, counts } = await clock.until(run.start());
		assert.deepEqual([state, counts.failed], ["completedWithFailures", 20]);
	});

	it("waits for a program that says that it may pass (75), and fails nothing", async () => {
		const { clock, run } = moduleRun((_, now) => {
			if (now < 500 || now >= 20_000) return "done";
			throw new OperationError("mailq exited with 75.", { code: "exit:75" });
		}, 2_000);
		const { state, counts } = await clock.until(run.start());
		assert.deepEqual([state, counts.succeeded], ["completed", 2_000]);
	});

	for (const [what, error] of [
		["mail server", errorWith({ code: "EAUTH", responseCode: 535, command: "AUTH PLAIN" })],
		["mail server without a code of its own", errorWith({ responseCode: 535 })],
		["PostgreSQL", errorWith({ code: "28P01" }, 'password authentication failed for user "app"')],
		["MySQL", errorWith({ code: "ER_ACCESS_DENIED_ERROR", errno: 1045 })],
		["Redis", new Error("WRONGPASS invalid username-password pair or user is disabled.")],
		["API", new Error("Could not send.", { cause: errorWith({ response: { status: 401 } }) })],
		["AWS", errorWith({ $metadata: { httpStatusCode: 401 } })],
		["API by a thrown object", { status: 401, statusText: "Unauthorized" }],
	] as const) {
		it(`halts at once at a wrong password: ${what}`, async () => {
			let attempts = 0;
			const { clock, run } = moduleRun(() => {
				attempts++;
				throw error;
			}, 500);
			const { state } = await clock.until(run.start());
			assert.equal(state, "halted");
			assert.ok(attempts <= 4, `${attempts} attempts`);
		});
	}
});

describe("what a run waits for", () => {
	it("is told as long as nobody has answered, also where a timer is late for the next try", async () => {
		const { clock, run } = moduleRun(() => {
			throw errorWith(refused);
		}, 20);
		const ended = run.start();
		await clock.advance(100);
		const { nextTryMs = 0 } = run.snapshot.blockedOn ?? {};
		assert.ok(nextTryMs > 0);
		const { monotonic } = clock;
		clock.monotonic = () => monotonic.call(clock) + nextTryMs + 50;
		assert.equal(run.snapshot.blockedOn?.nextTryMs, 0);
		clock.monotonic = monotonic;
		run.cancel();
		await clock.until(ended);
	});

	it("is the next attempt of its last items, with how the one before has failed", async () => {
		let busy = true;
		const { clock, run } = moduleRun(async (index, now) => {
			if (index === 1) await new Promise<void>((resolve) => clock.timer(200, resolve));
			else if (busy) throw new Error(`Busy at ${now}.`);
		}, 2);
		const ended = run.start();
		await clock.advance(20);
		const first = run.snapshot;
		assert.equal(first.nextAttempt, undefined, "Another item is being worked on.");
		let shown = first;
		for (let step = 0; step < 100 && !shown.nextAttempt; step++) {
			await clock.advance(10);
			shown = run.snapshot;
		}
		const { nextAttempt, waiting, blockedOn } = shown;
		assert.match(nextAttempt?.reason ?? "", /^Busy at [\d.]+\.$/);
		assert.ok((nextAttempt?.inMs ?? 0) > 0 && (nextAttempt?.inMs ?? 0) <= 2_000, `${nextAttempt?.inMs}`);
		assert.deepEqual([waiting, blockedOn], [1, undefined]);
		busy = false;
		assert.equal((await clock.until(ended)).counts.succeeded, 2);
		assert.equal(run.snapshot.nextAttempt, undefined);
	});
});

describe("a wait that the user ends", () => {
	it("is over at once, for the other side and for what a refusal has asked for", async () => {
		let isThere = false;
		const { clock, run } = moduleRun(() => {
			if (!isThere) throw errorWith(refused);
		}, 20);
		const ended = run.start();
		await clock.advance(5_000);
		const { nextTryMs = 0 } = run.snapshot.blockedOn ?? {};
		assert.ok(nextTryMs > 500, `${nextTryMs}`);
		isThere = true;
		run.tryNow();
		await clock.advance(100);
		assert.equal(run.snapshot.blockedOn, undefined);
		assert.equal((await clock.until(ended)).counts.succeeded, 20);
	});

	it("is over at once for a single item that was told to wait", async () => {
		let refusals = 0;
		const { clock, run } = moduleRun((index) => {
			if (index === 3 && refusals++ === 0) throw new OperationError("Too many.", { code: 429, retryAfterMs: 600_000 });
		}, 20);
		const ended = run.start();
		await clock.advance(1_000);
		assert.equal(run.snapshot.counts.succeeded, 19);
		run.tryNow();
		assert.equal((await clock.until(ended)).counts.succeeded, 20);
		assert.ok(clock.monotonic() < 2_000, `${clock.monotonic()}`);
	});
});

describe("a 403", () => {
	const forbidden = () => errorWith({ status: 403 });

	it("halts the run where nothing has succeeded yet, as a 401 does", async () => {
		const { clock, run } = moduleRun(() => {
			throw forbidden();
		}, 100);
		assert.equal((await clock.until(run.start())).state, "halted");
	});

	it("fails its item where others have succeeded at the same host", async () => {
		const clock = new ManualClock();
		const work = {
			...operation(async ({ index }) => {
				await new Promise<void>((resolve) => clock.timer(3, resolve));
				if (index % 10 === 9) throw forbidden();
			}),
			target: () => "api.example",
		};
		const disk = new MemoryDisk();
		const { run } = trial(disk, { source: numbers(200), operation: work, clock });
		const { state, counts } = await clock.until(run.start());
		assert.deepEqual([state, counts.succeeded, counts.failed], ["completedWithFailures", 180, 20]);
		assert.deepEqual([disk.failed.get(9)?.failure.category, disk.failed.get(9)?.attempts], ["fail", 1]);
	});

	it("halts the run where others have succeeded only at another host, unless the job says otherwise", async () => {
		for (const [errors, expected] of [
			[noRules, "halted"],
			[{ ...noRules, skip: [403] }, "completedWithFailures"],
		] as const) {
			const clock = new ManualClock();
			const work = {
				...operation(({ index }) => {
					if (index === 50) throw forbidden();
				}),
				target: ({ index }: { readonly index: number }) => (index === 50 ? "b.example" : "a.example"),
			};
			const { run } = trial(new MemoryDisk(), { source: numbers(100), operation: work, clock }, { errors });
			assert.equal((await clock.until(run.start())).state, expected);
		}
	});

	it("is the item's where the run has had successes before it was resumed", async () => {
		const clock = new ManualClock();
		const disk = new MemoryDisk();
		const work = operation(async ({ index }) => {
			if (index >= 10) throw forbidden();
		});
		const first = trial(disk, { source: numbers(10), operation: work, clock });
		await clock.until(first.run.start());
		disk.state = "interrupted";
		const { run } = trial(disk, { source: numbers(20), operation: work, clock });
		const { counts } = await clock.until(run.start());
		assert.deepEqual([counts.succeeded, counts.failed], [10, 10]);
	});
});

describe("an outage", () => {
	const found = (thrown: unknown) => outageOf(traitsOf(errorOf(thrown)));

	it("is seen in what clients throw, and names whom it was about where they do", () => {
		for (const error of restart) assert.ok(found(error()), String(error()));
		assert.equal(found(errorWith(refused))?.address, "127.0.0.1:5432");
		assert.equal(found(errorWith({ ...refused, address: "::1" }))?.address, "[::1]:5432");
		assert.equal(found(restart[3]?.())?.address, "[::1]:5432");
		assert.equal(found(errorWith({ code: "EAI_AGAIN", hostname: "db.example" }))?.address, "db.example");
		assert.ok(found(errorWith({ responseCode: 421 })));
		assert.ok(found(errorWith({ code: "08006" })));
		assert.ok(found(errorWith({ name: "MongoServerSelectionError" })));
	});

	it("is not seen in answers", () => {
		for (const fields of [
			{ code: "23505" },
			{ code: "40P01" },
			{ status: 500 },
			{ responseCode: 451 },
			{ code: "E2BIG" },
		]) {
			assert.equal(found(errorWith(fields)), undefined, JSON.stringify(fields));
		}
		assert.equal(found("nothing"), undefined);
	});
});
