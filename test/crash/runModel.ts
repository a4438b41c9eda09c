import assert from "node:assert/strict";
import type { InDoubtDecision } from "../../src/store/database/items/inDoubt.ts";
import type { ItemState, ModelWorld, OnDisk } from "./modelWorld.ts";

/** Outcomes that the user may still change. */
export type Listed = "failed" | "rejected" | "skipped" | "interrupted";

interface ModelItem {
	/** `open` or `waiting` until it has an outcome. */
	state: Exclude<ItemState, "inDoubt">;
	/** What it goes back to when its outcome, or its start, is lost. */
	unsettled: "open" | "waiting";
	/** It had started when the process died, and nobody has decided yet. */
	isInDoubt: boolean;
	isRunning: boolean;
	/** In this round. */
	attempts: number;
	/** Its start may have got to disk since everything was last compared. */
	hasBegun: boolean;
	/** The user marked it as done: it succeeds when it is taken from the queue, without an attempt. */
	isMarkedDone: boolean;
	/** Its state on disk when everything was last compared. */
	saved: ItemState;
}

/**
 * What should be true of a run, as a plain list of items. It is told what is done to the world, and compares the files
 * with what it expects of them.
 */
export class RunModel {
	readonly world: ModelWorld;
	readonly #keepsStarts: boolean;
	readonly items: ModelItem[] = [];

	constructor(world: ModelWorld, keepsStarts: boolean) {
		this.world = world;
		this.#keepsStarts = keepsStarts;
		this.grow(world.items);
		world.onBegin = (index) => this.#begins(index);
	}

	grow(count: number): void {
		for (let left = count; left > 0; left--) this.items.push(newItem());
	}

	indices(fits: (item: ModelItem) => boolean): readonly number[] {
		return this.items.flatMap((item, index) => (fits(item) ? [index] : []));
	}

	/** An attempt has ended with an outcome, or (`again`) may be repeated. */
	ended(index: number, outcome: "succeeded" | "failed" | "rejected" | "skipped" | "again"): void {
		const item = this.#at(index);
		item.isRunning = false;
		if (outcome === "again" && item.attempts < 2) return;
		item.state = outcome === "again" ? "failed" : outcome;
		item.attempts = 0;
	}

	/** The user asked to retry the items of an outcome, or marked them as done. The store has answered. */
	queued(outcome: Listed, isMarkedDone: boolean): void {
		for (const item of this.items.filter(({ state }) => state === outcome)) wait(item, isMarkedDone);
	}

	skipped(outcome: Listed): void {
		for (const item of this.items.filter(({ state }) => state === outcome)) item.state = "skipped";
	}

	decided(decision: InDoubtDecision): void {
		for (const item of this.items.filter(({ isInDoubt }) => isInDoubt)) {
			item.isInDoubt = false;
			if (decision === "done") wait(item, true);
			else if (decision !== "retry") item.state = decision === "skip" ? "skipped" : "interrupted";
		}
	}

	/** The run has ended, or was stopped; attempts that were cut short are in doubt where starts are kept. */
	stopped(): void {
		for (const item of this.items) {
			if (item.isRunning && this.#keepsStarts) item.isInDoubt = true;
			item.isRunning = false;
			item.attempts = 0;
		}
	}

	/** The store has answered a request of the user's: everything before it is on disk. */
	allSaved(): void {
		for (const item of this.items) item.saved = this.#expected(item);
	}

	/** Everything has got to disk: files and model agree. */
	compare(): void {
		const disk = this.world.onDisk();
		for (const [index, item] of this.items.entries()) {
			const found = disk.items[index];
			if (item.isMarkedDone && found === "succeeded") succeed(item);
			assert.equal(found, this.#expected(item), `item ${index}`);
			item.saved = this.#expected(item);
			item.hasBegun = item.isRunning;
		}
		assertTallies(disk);
		if (!this.world.isRunning && disk.runState !== "queued") this.#assertTail(disk);
	}

	/** The process has died. What had been saved is there, what was not may be there, and nothing else is. */
	died(): void {
		const disk = this.world.onDisk();
		for (const [index, item] of this.items.entries()) {
			const found = disk.items[index] ?? "open";
			const mayBe: ItemState[] = [item.saved, this.#expected(item)];
			if (this.#keepsStarts && item.hasBegun) mayBe.push("inDoubt");
			if (item.isMarkedDone) mayBe.push("succeeded");
			assert.ok(mayBe.includes(found), `item ${index} is ${found}; expected one of ${mayBe.join(", ")}`);
			if (this.#keepsStarts && item.isRunning) assert.equal(found, "inDoubt", `item ${index} had begun`);
			Object.assign(item, {
				isInDoubt: found === "inDoubt",
				isRunning: false,
				attempts: 0,
				hasBegun: false,
				saved: found,
			});
			item.isMarkedDone &&= found === "waiting";
			item.state = found === "inDoubt" ? item.unsettled : found;
		}
		assertTallies(disk);
	}

	/** An attempt starts: not at an item that has an outcome, nor at one that is being worked on. */
	#begins(index: number): void {
		const item = this.#at(index);
		assert.equal(item.state, item.unsettled, `item ${index} begins again`);
		assert.ok(
			!item.isRunning && !item.isInDoubt && !item.isMarkedDone,
			`item ${index} begins: ${JSON.stringify(item)}`,
		);
		item.isRunning = true;
		item.hasBegun = true;
		item.attempts++;
	}

	/** An item that waits for its next attempt is in no doubt. */
	#expected({ state, isInDoubt, isRunning }: ModelItem): ItemState {
		return isInDoubt || (this.#keepsStarts && isRunning) ? "inDoubt" : state;
	}

	/** A run that ended properly leaves a line for each listed item. */
	#assertTail({ tail, runState, items }: OnDisk): void {
		if (runState === "running" || runState === "paused") return;
		const listed = items.flatMap((state, index) => (isListed(state) ? [index] : []));
		assert.deepEqual(tail, listed, "lines of items that did not succeed");
	}

	#at(index: number): ModelItem {
		const item = this.items[index];
		assert.ok(item, `there is no item ${index}`);
		return item;
	}
}

function newItem(): ModelItem {
	return {
		state: "open",
		unsettled: "open",
		isInDoubt: false,
		isRunning: false,
		attempts: 0,
		hasBegun: false,
		isMarkedDone: false,
		saved: "open",
	};
}

function wait(item: ModelItem, isMarkedDone: boolean): void {
	item.state = "waiting";
	item.unsettled = "waiting";
	item.isMarkedDone = isMarkedDone;
	item.attempts = 0;
}

function succeed(item: ModelItem): void {
	item.state = "succeeded";
	item.isMarkedDone = false;
}

function isListed(state: ItemState): state is Listed {
	return state === "failed" || state === "rejected" || state === "skipped" || state === "interrupted";
}

/** Counts are those of the items, and every success has its one line. */
function assertTallies({ counts, items, lines }: OnDisk): void {
	for (const state of ["succeeded", "failed", "rejected", "skipped", "interrupted"] as const)
		assert.equal(counts[state], items.filter((item) => item === state).length, `count of ${state}`);
	const succeeded = items.flatMap((state, index) => (state === "succeeded" ? [index] : []));
	assert.deepEqual(
		[...lines].sort((a, b) => a - b),
		succeeded,
		"lines of results",
	);
}
