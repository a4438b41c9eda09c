import { Emitter, type Event } from "../../base/emitter.ts";
import type { ItemFeed } from "../items/itemFeed.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { Log, SettledItem } from "../model/ports.ts";
import type { CommitQueue } from "./commitQueue.ts";

export interface OutcomeReuseOptions {
	readonly feed: ItemFeed;
	readonly commits: CommitQueue;
	readonly log: Log;
	/** Aborts when the run gives out no more items. */
	readonly signal: AbortSignal;
	/** The store could not say what became of an item; the items that wait for it cannot be settled. */
	onError(error: unknown): void;
}

/** An item, and what became of the first one with its key. */
export interface Reused {
	readonly work: WorkItem;
	readonly first: SettledItem;
}

/**
 * Items that get the outcome of the first one with their key. They hold no lane while they wait for it. The outcome is
 * read from the store, whenever that item was run: results take no memory here, however many and long they are.
 */
export class OutcomeReuse {
	/** What became of the first one is known: the listener settles the item, or gives it back to the feed. */
	readonly onDidFind: Event<Reused>;
	readonly #found: Emitter<Reused>;
	readonly #options: OutcomeReuseOptions;
	/** By the index of the first item with their key. */
	readonly #waiting = new Map<number, WorkItem[]>();
	/** First items that the store has not been asked for since they may have been settled. */
	readonly #toAsk = new Set<number>();
	#isAsking = false;

	constructor(options: OutcomeReuseOptions) {
		const { log } = options;
		this.#options = options;
		this.#found = new Emitter((error) => log.error("A listener of reused outcomes threw.", error));
		this.onDidFind = this.#found.event;
	}

	/** @param first index of the first item with the same key */
	wait(work: WorkItem, first: number): void {
		this.#options.feed.hold();
		const others = this.#waiting.get(first);
		if (others) others.push(work);
		else this.#waiting.set(first, [work]);
		this.#askFor(first);
	}

	/** An item has its outcome, which the next commit takes along. */
	settled(index: number): void {
		if (this.#waiting.size > 0 && this.#waiting.has(index)) this.#askFor(index);
	}

	/** The run is stopped. @returns the items that still wait */
	end(): readonly WorkItem[] {
		const waiting = [...this.#waiting.values()].flat();
		this.#waiting.clear();
		return waiting;
	}

	#askFor(first: number): void {
		this.#toAsk.add(first);
		if (!this.#isAsking) this.#askAll().catch(this.#options.onError);
	}

	/** Between two commits, as all that was recorded before is on disk then: no outcome can be missed. */
	async #askAll(): Promise<void> {
		const { commits, signal } = this.#options;
		this.#isAsking = true;
		try {
			while (this.#toAsk.size > 0 && !signal.aborted) {
				const asked = [...this.#toAsk];
				this.#toAsk.clear();
				const found = await commits.between(
					(store) => store.settledItems(asked),
					(counts) => counts,
				);
				// Long results come a few at a time.
				for (const index of asked.slice(found.length)) this.#toAsk.add(index);
				for (const first of found) if (first) await this.#give(first);
			}
		} finally {
			// In the same turn in which it was seen that none is left: an item that comes after it has to start this anew.
			this.#isAsking = false;
		}
	}

	/** Lines take memory until they are on disk: with too many of them, the next ones wait. */
	async #give(first: SettledItem): Promise<void> {
		const { commits, signal } = this.#options;
		const index = first.outcome === "succeeded" ? first.index : first.item.index;
		for (const works = this.#waiting.get(index); works && !signal.aborted; ) {
			const work = works.shift();
			if (works.length === 0) this.#waiting.delete(index);
			if (!work) return;
			this.#found.fire({ work, first });
			if (commits.hasTooMuch) await commits.flush();
		}
	}
}
