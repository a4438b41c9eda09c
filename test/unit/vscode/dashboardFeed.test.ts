import assert from "node:assert/strict";
import type { Clock } from "../../../src/base/clock.ts";
import type { ChangeMessage } from "../../../src/dashboard/protocol.ts";
import type { Counts } from "../../../src/engine/model/counts.ts";
import type { ErrorGroup } from "../../../src/engine/model/ports.ts";
import { DashboardFeed } from "../../../src/vscode/dashboard/dashboardFeed.ts";
import { snapshotOf } from "../dashboard/trialRun.ts";

/** A clock that the test moves. */
class HandClock implements Clock {
	#nowMs = 0;
	readonly #timers = new Map<() => void, number>();

	now = () => this.#nowMs;
	monotonic = () => this.#nowMs;

	timer(delayMs: number, callback: () => void) {
		this.#timers.set(callback, this.#nowMs + delayMs);
		return { dispose: () => this.#timers.delete(callback) };
	}

	/** Lets `ms` pass in steps of one, with room for promises in between. */
	async pass(ms: number): Promise<void> {
		for (let i = 0; i < ms; i++) {
			this.#nowMs++;
			for (const [callback, at] of this.#timers) {
				if (at > this.#nowMs) continue;
				this.#timers.delete(callback);
				callback();
			}
			await Promise.resolve();
		}
	}
}

const groupOf = (count: number): ErrorGroup => ({
	id: "g",
	category: "retry",
	outcome: "failed",
	message: "503",
	count,
});

/** A feed over a run whose counts and groups the test sets. */
function fedRun() {
	const clock = new HandClock();
	const sent: ChangeMessage[] = [];
	const problems: string[] = [];
	const state = {
		counts: {} as Partial<Counts>,
		groups: [] as ErrorGroup[],
		groupReads: 0,
		delivery: (): Promise<unknown> => Promise.resolve(true),
	};
	const feed = new DashboardFeed({
		clock,
		log: { info: () => undefined, warn: () => undefined, error: (message) => problems.push(message) },
		post(change) {
			sent.push(change);
			return state.delivery();
		},
	});
	const run = {
		runId: "r",
		live: true,
		get snapshot() {
			return snapshotOf({ counts: state.counts });
		},
		reader: {
			samples: () => [],
			groups() {
				state.groupReads++;
				return state.groups;
			},
		},
	};
	return { clock, sent, problems, state, feed, run };
}

describe("the dashboard's feed", () => {
	it("sends at most ten changes a second, the newest last", async () => {
		const { clock, sent, state, feed, run } = fedRun();
		feed.run = run;
		for (let i = 1; i <= 1_000; i++) {
			state.counts = { succeeded: i * 100 };
			feed.changed();
			await clock.pass(1);
		}
		await clock.pass(200);
		assert.ok(sent.length >= 10 && sent.length <= 12, `${sent.length} messages`);
		assert.equal(sent.at(-1)?.run.snapshot.counts.succeeded, 100_000);
		assert.deepEqual(
			sent.map(({ sequence }) => sequence),
			sent.map((_, i) => i + 1),
		);
	});

	it("sends nothing while the page has not received the last change", async () => {
		const { clock, sent, state, feed, run } = fedRun();
		const slow = Promise.withResolvers<unknown>();
		state.delivery = () => slow.promise;
		feed.run = run;
		for (let i = 0; i < 10; i++) {
			feed.changed();
			await clock.pass(200);
		}
		assert.equal(sent.length, 1);
		slow.resolve(true);
		await clock.pass(200);
		assert.equal(sent.length, 2);
	});

	it("sends nothing to a hidden page, and leaves a gap for it to find", async () => {
		const { clock, sent, feed, run } = fedRun();
		feed.run = run;
		await clock.pass(200);
		feed.visible = false;
		feed.changed();
		await clock.pass(1_000);
		assert.equal(sent.length, 1);
		feed.visible = true;
		await clock.pass(200);
		assert.equal(sent.length, 2);
		assert.equal((sent[1]?.sequence ?? 0) - (sent[0]?.sequence ?? 0), 2);
	});

	it("reads error groups at most once a second, and only when failures changed", async () => {
		const { clock, sent, state, feed, run } = fedRun();
		feed.run = run;
		feed.picture();
		for (let i = 1; i <= 3_000; i++) {
			state.counts = { succeeded: i, failed: i };
			state.groups = [groupOf(i)];
			feed.changed();
			await clock.pass(1);
		}
		assert.ok(state.groupReads <= 5, `${state.groupReads} reads`);
		await clock.pass(1_100);
		const reads = state.groupReads;
		assert.equal(sent.findLast(({ groups }) => groups)?.groups?.top[0]?.count, 3_000);
		for (let i = 0; i < 3_000; i++) {
			state.counts = { ...state.counts, succeeded: 10_000 + i };
			feed.changed();
			await clock.pass(1);
		}
		assert.equal(state.groupReads, reads);
	});

	it("sends the fifty largest groups, and says how many more there are", () => {
		const { state, feed, run } = fedRun();
		state.groups = Array.from({ length: 60 }, (_, i) => ({
			...groupOf(100 - i),
			id: `g${i}`,
			message: "x".repeat(9_000),
		}));
		feed.run = run;
		const { groups } = feed.picture();
		assert.equal(groups.top.length, 50);
		assert.equal(groups.more, 10);
		assert.equal(groups.top[0]?.message.length, 500);
	});

	it("has no picture without a run", () => {
		const { feed } = fedRun();
		assert.throws(() => feed.picture(), /no run to show/);
	});

	it("shows what it can when the store can't be read", () => {
		const { problems, feed, run } = fedRun();
		const unreadable = () => {
			throw new Error("database disk image is malformed");
		};
		feed.run = { ...run, snapshot: run.snapshot, reader: { samples: unreadable, groups: unreadable } };
		const picture = feed.picture();
		assert.deepEqual([picture.samples, picture.groups], [[], { top: [], more: 0 }]);
		assert.ok(problems.length > 0 && problems.every((problem) => problem.includes("could not read")), problems.join());
	});

	it("logs an unreadable state, and throws only when asked for the picture", () => {
		const { problems, sent, feed, run } = fedRun();
		feed.run = {
			...run,
			get snapshot(): never {
				throw new Error("database disk image is malformed");
			},
		};
		assert.deepEqual([sent.length, problems], [0, ["The dashboard could not read the state of run r."]]);
		assert.throws(() => feed.picture(), /malformed/);
	});

	it("sends nothing after it is disposed", async () => {
		const { clock, sent, feed, run } = fedRun();
		feed.run = run;
		feed.changed();
		feed.dispose();
		feed.changed();
		await clock.pass(1_000);
		assert.equal(sent.length, 1);
	});
});
