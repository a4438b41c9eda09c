import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { Retries } from "../../../src/engine/attempts/retries.ts";
import { ItemFeed } from "../../../src/engine/items/itemFeed.ts";
import { WorkItem } from "../../../src/engine/items/workItem.ts";
import { DoneSet } from "../../../src/engine/model/doneSet.ts";
import type { Failure } from "../../../src/engine/model/outcome.ts";
import { ManualClock, settled } from "./manualClock.ts";
import { itemAt, numbers } from "./trialRun.ts";

const many = 1_000;
const busy: Failure = { category: "retry", message: "Busy.", name: "Error", code: "503", detail: undefined };

describe("what waits in a run costs the same, however much it is:", () => {
	const signal = new AbortController().signal;
	let feed: ItemFeed;
	beforeEach(() => {
		feed = new ItemFeed({
			source: numbers(many),
			position: undefined,
			done: new DoneSet(),
			queued: 0,
			takeQueued: async () => [],
			maxWaiting: 2 * many,
			onError: assert.fail,
		});
	});

	/** Reads and takes all items of the source. */
	async function takeAll(): Promise<readonly WorkItem[]> {
		void feed.read(signal);
		const taken: WorkItem[] = [];
		while (taken.length < many) {
			await settled();
			for (let work = feed.take(); work; work = feed.take()) taken.push(work);
		}
		await settled();
		return taken;
	}

	it("an item that is due wakes one idle lane, and that one the next while there is more", async () => {
		const [work] = await takeAll();
		assert.ok(work);
		let woken = 0;
		for (let lane = 0; lane < many; lane++) void feed.more().then(() => woken++);
		feed.wait();
		feed.giveAgain(work);
		await settled();
		assert.equal(woken, 1);
		for (let twice = 0; twice < 2; twice++) feed.wait();
		for (let twice = 0; twice < 2; twice++) feed.giveAgain(work);
		await settled();
		assert.equal(woken, 3);
		// When one of these takes an item, it wakes a lane for the next one.
		feed.take();
		await settled();
		assert.equal(woken, 4);
	});

	it("items that wait for their next attempt share one listener for the end of the run", async () => {
		const clock = new ManualClock();
		const stop = new AbortController();
		const stopped: WorkItem[] = [];
		const retries = new Retries({
			policy: { attempts: 3, minDelayMs: 1_000, maxDelayMs: 1_000, factor: 1, jitter: false },
			clock,
			feed,
			signal: stop.signal,
			onStopped: (work) => stopped.push(work),
		});
		for (let index = 0; index < many; index++) {
			const work = new WorkItem(itemAt(index));
			work.attempts = 1;
			retries.add(work, busy);
		}
		await settled();
		assert.equal(feed.waiting, many);
		assert.equal(getEventListeners(stop.signal, "abort").length, 1);
		stop.abort(new Error("The run was cancelled."));
		await retries.ended();
		assert.equal(stopped.length, many);
	});
});
