import type { DoneSet } from "../model/doneSet.ts";
import type { Item } from "../model/item.ts";
import type { QueuedItem, Source, SourcePosition } from "../model/ports.ts";
import type { OrderedRelease } from "./orderedRelease.ts";
import { WorkItem } from "./workItem.ts";

/** Chunks read ahead of the lanes: one is worked on while the next is being read. */
const chunksAhead = 2;
/** Queued items taken from the store at a time. */
const queuedAtOnce = 100;
/** With this many items parked no fresh ones are given out, as they may be for the same upstreams. */
const maxParked = 1_000;
/** The same for items that are held: each of them is in memory. */
const maxHeld = 1_000;

export interface FeedOptions {
	/** Undefined where only queued items are to be run. */
	readonly source: Source | undefined;
	/** Where to start reading; undefined: at the first item. */
	readonly position: SourcePosition | undefined;
	readonly done: DoneSet;
	/** Items that wait in the store's retry queue. */
	readonly queued: number;
	takeQueued(limit: number): Promise<readonly QueuedItem[]>;
	/** Queued items could not be taken from the store. */
	onError(error: unknown): void;
	/** With this many items waiting for their next attempt, no fresh ones are given out. */
	readonly maxWaiting: number;
	/** Undefined: items need not wait for those ahead. */
	readonly order?: OrderedRelease | undefined;
}

/**
 * What lanes pull from: first items whose retry is due, then those that the user queued again, then the source's.
 * Reads ahead only as fast as lanes take.
 */
export class ItemFeed {
	readonly #options: FeedOptions;
	readonly #due: WorkItem[] = [];
	#queued: number;
	#fromQueue: QueuedItem[] = [];
	#takingQueued = false;
	readonly #chunks: (readonly Item[])[] = [];
	#at = 0;
	#sourceEnded: boolean;
	#closed = false;
	/** Items given out that have no outcome yet, including those that wait for a retry. */
	#open = 0;
	#waiting = 0;
	#parked = 0;
	#held = 0;
	/** Lanes that found nothing to do. */
	readonly #idle: (() => void)[] = [];
	#wakeReader: (() => void) | undefined;
	#seen: number;

	constructor(options: FeedOptions) {
		this.#options = options;
		this.#queued = options.queued;
		this.#sourceEnded = options.source === undefined;
		this.#seen = options.position?.index ?? 0;
	}

	/** Items of the source, once it was read to its end. */
	get total(): number | undefined {
		return this.#sourceEnded && this.#options.source && !this.#closed ? this.#seen : undefined;
	}

	/** Items that wait for their next attempt, or for their first one after they were queued. */
	get waiting(): number {
		return this.#waiting + this.#due.length + this.#queued + this.#fromQueue.length;
	}

	/** Whether there is no item left that was not given out before. */
	get isDrained(): boolean {
		return this.#sourceEnded && this.#chunks.length === 0 && this.#due.length === 0 && this.#queued === 0;
	}

	/** Whether there is nothing to give out but items that wait for their next attempt. */
	get onlyWaits(): boolean {
		return this.#waiting > 0 && !this.#hasSome();
	}

	/** Items that {@link park} was called for, and that were not given back yet. */
	get parked(): number {
		return this.#parked;
	}

	/** Reads the source until its end, or until the feed is closed; rejects with what the source throws. */
	async read(signal: AbortSignal): Promise<void> {
		const { source, position } = this.#options;
		if (!source) return;
		for await (const chunk of source.chunks(signal, position)) {
			if (this.#closed) return;
			this.#seen += chunk.length;
			this.#chunks.push(chunk);
			this.wakeNext();
			if (this.#chunks.length >= chunksAhead) {
				await new Promise<void>((resolve) => {
					this.#wakeReader = resolve;
				});
			}
		}
		if (this.#closed) return;
		this.#sourceEnded = true;
		this.#wakeAll();
	}

	/** The next item to work on; undefined when there is none at the moment: see {@link more}. */
	take(): WorkItem | undefined {
		const work = this.#closed ? undefined : (this.#due.shift() ?? this.#nextNew());
		if (work) this.wakeNext();
		return work;
	}

	/** Waits until it is worth asking again; false at the end of all work. */
	async more(): Promise<boolean> {
		if (this.#closed || this.#isFinished()) return false;
		await new Promise<void>((resolve) => {
			this.#idle.push(resolve);
		});
		return !this.#closed;
	}

	/**
	 * One lane is woken at a time, and wakes the next one as it takes an item: if all were woken for each item that
	 * becomes due, thousands of them would ask in vain. A lane that leaves without asking calls this instead.
	 */
	wakeNext(): void {
		if (this.#idle.length > 0 && this.#hasSome()) this.#idle.pop()?.();
	}

	/** The item waits for its retry and holds no lane meanwhile. */
	wait(): void {
		this.#options.order?.close();
		this.#waiting++;
	}

	/** The wait is over: the item goes to the next lane that is free. */
	giveAgain(work: WorkItem): void {
		this.#waiting--;
		this.#giveBack(work);
	}

	/** The item cannot be worked on at the moment: the caller keeps it, and it holds no lane meanwhile. */
	park(): void {
		this.#options.order?.close();
		this.#parked++;
	}

	/** The item can be worked on now. */
	giveParked(work: WorkItem): void {
		this.#parked--;
		this.#giveBack(work);
	}

	/** The item waits for the outcome of another one: the caller keeps it, and it holds no lane meanwhile. */
	hold(): void {
		this.#held++;
	}

	/** A held item is to be worked on after all. */
	giveHeld(work: WorkItem): void {
		this.#held--;
		this.#giveBack(work);
	}

	/** A held item has its outcome. */
	heldSettled(): void {
		this.#held--;
		this.settled();
		this.wakeNext();
	}

	#giveBack(work: WorkItem): void {
		this.#due.push(work);
		this.wakeNext();
	}

	/** An item that was given out has its outcome. */
	settled(): void {
		this.#open--;
		const { order } = this.#options;
		order?.close();
		if (this.#open > 0) return;
		if (this.#isFinished()) this.#wakeAll();
		else if (order) this.wakeNext();
	}

	/** The user put items into the store's retry queue. */
	queueGrew(count: number): void {
		this.#queued += count;
		this.wakeNext();
	}

	/** Gives out nothing more; returns the items whose retry was due. */
	close(): readonly WorkItem[] {
		this.#closed = true;
		this.#wakeReader?.();
		this.#wakeAll();
		return this.#due.splice(0);
	}

	/** One that has no attempt in this round yet. */
	#nextNew(): WorkItem | undefined {
		const { order } = this.#options;
		if (!order) return this.#nextQueued() ?? this.#nextFresh();
		const open = this.#open;
		const work = order.mayGive(open) ? (this.#nextQueued() ?? this.#nextFresh()) : undefined;
		if (work) order.gave(open);
		return work;
	}

	#nextQueued(): WorkItem | undefined {
		const queued = this.#fromQueue.length > 0 ? this.#fromQueue.shift() : undefined;
		if (queued) {
			this.#open++;
			return new WorkItem(queued.item, queued);
		}
		if (this.#queued > 0) this.#takeFromQueue();
		return undefined;
	}

	#nextFresh(): WorkItem | undefined {
		if (!this.#givesFresh) return undefined;
		for (let chunk = this.#chunks[0]; chunk; chunk = this.#chunks[0]) {
			while (this.#at < chunk.length) {
				const item = chunk[this.#at++];
				if (!item || this.#options.done.has(item.index)) continue;
				this.#open++;
				return new WorkItem(item);
			}
			this.#chunks.shift();
			this.#at = 0;
			this.#wakeReader?.();
		}
		return undefined;
	}

	get #givesFresh(): boolean {
		return this.#waiting < this.#options.maxWaiting && this.#parked < maxParked && this.#held < maxHeld;
	}

	/** Whether a lane that asks may get an item, or make the feed fetch some. */
	#hasSome(): boolean {
		if (this.#due.length > 0) return true;
		if (this.#options.order?.mayGive(this.#open) === false) return false;
		if (this.#fromQueue.length > 0) return true;
		if (this.#queued > 0 && !this.#takingQueued) return true;
		return this.#chunks.length > 0 && this.#givesFresh;
	}

	#takeFromQueue(): void {
		if (this.#takingQueued) return;
		this.#takingQueued = true;
		const { takeQueued, onError } = this.#options;
		const taken = (items: readonly QueuedItem[]) => {
			// Fewer than there should be: the user skipped some meanwhile.
			this.#queued = items.length < queuedAtOnce ? 0 : Math.max(0, this.#queued - items.length);
			this.#fromQueue = [...items];
			this.#takingQueued = false;
			this.#wakeAll();
		};
		takeQueued(queuedAtOnce).then(taken, (error: unknown) => {
			onError(error);
			taken([]);
		});
	}

	#isFinished(): boolean {
		const nothingLeft = this.#sourceEnded && this.#chunks.length === 0 && this.#queued === 0;
		return nothingLeft && !this.#takingQueued && this.#fromQueue.length === 0 && this.#open === 0;
	}

	#wakeAll(): void {
		for (const wake of this.#idle.splice(0)) wake();
	}
}
