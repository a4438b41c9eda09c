import type { Counts, Moved } from "./counts.ts";
import type { DoneSet } from "./doneSet.ts";
import type { ErrorCategory } from "./errorCategory.ts";
import type { Item } from "./item.ts";
import type { ItemOrigin } from "./itemOrigin.ts";
import type { AttemptRecord, FailedOutcome, Failure, SucceededItem } from "./outcome.ts";
import type { ResultLines } from "./resultLines.ts";
import type { RunState } from "./runState.ts";

/** How many items a source has; an estimate while `exact` is false. */
export interface Total {
	readonly count: number;
	readonly exact: boolean;
}

/** Gives the items of a run, in order, never all at once. */
export interface Source {
	/** As known so far; undefined while there is no telling. Cheap: asked at every snapshot. */
	total(): Total | undefined;
	/**
	 * The items in chunks of whatever size reads well (a file block, a page), from the first. Can be called again for
	 * the same items. Ends early, without an error, when the signal aborts.
	 * @param from where to read on, as {@link position} gave it: with the item of its index
	 */
	chunks(signal: AbortSignal, from?: SourcePosition): AsyncIterable<readonly Item[]>;
	/**
	 * The last known position at or before the item `index`: reading from there misses nothing from `index` on. Undefined
	 * if the only one is the start. Asked at every commit, with an `index` that never falls.
	 */
	position?(index: number): SourcePosition | undefined;
	/** Items so far with the key of an earlier one; undefined where nobody counts them, or not yet. Cheap. */
	sameKeys?(): number | undefined;
}

/** Where a source can be read on. Kept as JSON, in a shape of the source's own: others understand only the index. */
export interface SourcePosition {
	/** Of the first item there. */
	readonly index: number;
}

/** What an operation may know about the attempt that it is to make. */
export interface Attempt {
	/** From 1, over all retries of the item in this run. */
	readonly number: number;
	/** Number of the item's batch, from 0. */
	readonly batch: number;
	/** The same for every attempt of the item, also after a crash; no other item of the run has it. */
	readonly idempotencyKey: string;
	/** Where the item's identity comes from: to compute the key elsewhere, as hashing is expensive. */
	readonly origin: ItemOrigin;
	/** Aborts at the attempt's timeout and when the run is cancelled. */
	readonly signal: AbortSignal;
	/** The job allows no other attempt after it. */
	readonly isLast: boolean;
	/** The work waits for its turn inside of the operation: its timeout begins when it has {@link began}. */
	queued(): void;
	/** The work that was {@link queued} begins. */
	began(): void;
	/** What changes something elsewhere is on its way: without an answer, nobody knows whether it was done. */
	sent(): void;
	/** It was {@link sent}. */
	readonly isSent: boolean;
	/** Although this attempt succeeds, the upstream asks for no others for that long. */
	throttleFor(delayMs: number): void;
}

/** Does the work on one item. */
export interface Operation {
	/**
	 * What it returns is the result; `false` skips the item; an error that it throws gets a category. May return without
	 * a promise when there was nothing to wait for.
	 */
	run(item: Item, attempt: Attempt): unknown;
	/**
	 * Whom the item's attempt would address, such as a host; undefined where that cannot be told. Known before the
	 * attempt, so that items for an upstream that is down can wait while others go on.
	 */
	readonly target?: ((item: Item) => string | undefined) | undefined;
	/**
	 * Why the item is left out on purpose; undefined where it is to be run. Asked once, before its first attempt. What it
	 * throws fails the item.
	 */
	readonly leftOut?: ((item: Item) => string | undefined) | undefined;
	/** If items go in batches: the one that the next items would join. */
	readonly openBatch?: OpenBatch | undefined;
	/** Ends what the operation holds open (threads, connections). Called once, after the last attempt. */
	dispose(): Promise<void>;
}

/** Items on their way into a batch, which is one request for the upstream. */
export interface OpenBatch {
	/** Items in a full batch. */
	readonly size: number;
	/** How often all collected items were sent: while this stays the same, the last batch can still be joined. */
	readonly flushCount: number;
}

/** How one item of a batch ended: with a result (`false` skips it), or with what would have been thrown. */
export type ItemEnding = { readonly result: unknown } | { readonly error: unknown };

/** Does the work on several items with one call. */
export interface BatchOperation {
	/** A batch is handed on with fewer items only where no more of them come, however long that takes. */
	readonly waitsForFull?: boolean | undefined;
	/**
	 * Resolves to an ending for each item, in their order. Rejects when the batch failed as a whole: then none of its
	 * items may have had an effect.
	 * @param signal aborts when nobody wants the batch's outcome any more
	 */
	runBatch(items: readonly Item[], attempts: readonly Attempt[], signal: AbortSignal): Promise<readonly ItemEnding[]>;
}

/** Takes the results that a job asks for in addition to the run folder's own. */
export interface Sink {
	/** Names the sink's position among those of a checkpoint. */
	readonly id: string;
	/** Prepares the sink to continue at `position` (what follows it is cut off), or to start empty. */
	open(position: number | undefined): Promise<void>;
	/** Takes result lines (no newlines in them); resolves to the position after them once they are on disk. */
	write(lines: readonly string[]): Promise<number>;
	close(): Promise<void>;
}

/** What a store knows about a run that is started or resumed. */
export interface Checkpoint {
	/** `queued` for a new run. */
	readonly state: RunState;
	readonly counts: Counts;
	/** Items that need no attempt, as they have an outcome (or one that waits in the retry queue). */
	readonly done: DoneSet;
	/** Items that wait in the retry queue. */
	readonly queued: number;
	/** Number of items, once it is certain: at the source's end at the latest. */
	readonly total: number | undefined;
	/** Time that the run was running so far, ms. */
	readonly activeMs: number;
	/** Of all attempts so far. */
	readonly durations: DurationCounts;
	/** Sink positions by sink id. */
	readonly sinks: Readonly<Record<string, number>>;
	/** Every item before it is done. Undefined: from the first. */
	readonly position: SourcePosition | undefined;
}

/** An item with a failed, skipped or interrupted outcome, as the store keeps it. */
export interface FailedItem {
	readonly item: Item;
	readonly outcome: FailedOutcome;
	readonly failure: Failure;
	/** Of the error group it belongs to. */
	readonly groupId: string;
	readonly attempts: number;
	readonly history: readonly AttemptRecord[];
}

/** Failed items with the same error, except for names and numbers in it. */
export interface ErrorGroup {
	readonly id: string;
	readonly category: ErrorCategory;
	readonly outcome: FailedOutcome;
	/** The message of one of them. */
	readonly message: string;
	readonly count: number;
}

/** An item that has its outcome. */
export type SettledItem = SucceededItem | FailedItem;

/** Selects failed, skipped or interrupted items: those that meet every condition, or all if there is none. */
export interface FailureSelection {
	readonly outcome?: FailedOutcome | readonly FailedOutcome[] | undefined;
	readonly category?: ErrorCategory | undefined;
	readonly groupId?: string | undefined;
	readonly indices?: readonly number[] | undefined;
}

/** How long attempts took, ms, without the waits of their items: the 50th, 95th and 99th percentile. */
export interface Durations {
	readonly p50Ms: number;
	readonly p95Ms: number;
	readonly p99Ms: number;
}

/** A histogram of attempts: each bucket with its shortest duration, ms, and its number of attempts. Shortest first. */
export type DurationCounts = readonly (readonly [fromMs: number, count: number])[];

/** Items in doubt are no progress, and on no chart. */
export type SampleCounts = Omit<Counts, "interrupted">;

/** One point of the charts. */
export interface Sample {
	/** Wall clock, ms since the epoch. */
	readonly at: number;
	readonly counts: SampleCounts;
	readonly itemsPerSecond: number;
	readonly inFlight: number;
	/** Of the attempts that ended lately; undefined before any has, and in samples of older versions. */
	readonly durations: Durations | undefined;
}

/** What is written in one transaction. */
export interface Commit {
	readonly state: RunState;
	/** Shown to the user: why it is in that state; undefined where the state says it all. */
	readonly reason: string | undefined;
	/** Totals of the run after this commit. */
	readonly counts: Counts;
	readonly activeMs: number;
	readonly total: number | undefined;
	/** Indices that have an outcome with this commit. */
	readonly settled: Iterable<number> & ArrayLike<number>;
	/** Result lines to append to the run folder's results. */
	readonly lines: ResultLines | readonly string[];
	/** Failed and skipped items; one that is known already is replaced. */
	readonly failed: readonly FailedItem[];
	/** Items once failed or skipped that have succeeded now. */
	readonly recovered: readonly number[];
	/** Items whose first attempt begins when this is on disk. They are in doubt until they are settled or released. */
	readonly started: readonly StartedItem[];
	/** Started items that no attempt is under way for, and none will be: they are not in doubt. */
	readonly released: readonly number[];
	/** Undefined: as before. */
	readonly position: SourcePosition | undefined;
	readonly sinks: Readonly<Record<string, number>>;
	readonly sample: Sample | undefined;
	/** Of all attempts of the run; goes with the samples. Undefined: as before. */
	readonly durations: DurationCounts | undefined;
	/** Items with the key of an earlier one. Undefined: as before. */
	readonly sameKeys?: number | undefined;
}

/** An item whose attempt is about to begin. */
export interface StartedItem {
	readonly item: Item;
	/** Attempts made before. */
	readonly attempts: number;
	readonly history: readonly AttemptRecord[];
	/** Wall clock, ms since the epoch. */
	readonly startedAt: number;
}

/** Keeps what a run has done, so that it can be resumed. */
export interface Store {
	readonly checkpoint: Checkpoint;
	/**
	 * Resolves when everything in it is on disk. Commits are made one at a time, in order.
	 * @returns the watermark: every item below it is done
	 */
	commit(commit: Commit): Promise<number>;
	/**
	 * Puts the selected items into the retry queue; they lose their outcome.
	 * @param isDone they need no attempt, as the user says that they are done
	 */
	queue(selection: FailureSelection, isDone: boolean): Promise<Moved>;
	/** Gives the selected failed and interrupted items the outcome `skipped`. */
	skip(selection: FailureSelection): Promise<Moved>;
	/** Takes up to `limit` items from the retry queue. What was taken without an outcome is queued again at reopening. */
	takeQueued(limit: number): Promise<readonly QueuedItem[]>;
	/** The failed and skipped items with an index above `afterIndex`, in order of index, at most `limit`. */
	failedItems(afterIndex: number, limit: number): Promise<readonly FailedItem[]>;
	/**
	 * What has become of these items, in their order; undefined for those that have no outcome on disk. With long results
	 * it answers only for the first ones, at least for one.
	 */
	settledItems(indices: readonly number[]): Promise<readonly (SettledItem | undefined)[]>;
	/**
	 * Appends lines to the results that no commit counts in: those of failed and skipped items, which a retry may yet
	 * change. What no commit has counted in is cut off at reopening.
	 */
	writeTail(lines: readonly string[]): Promise<void>;
	close(): Promise<void>;
}

/** An item out of the retry queue, with what is known of its earlier attempts. */
export interface QueuedItem {
	readonly item: Item;
	readonly attempts: number;
	readonly history: readonly AttemptRecord[];
	/** The user says that it is done: it succeeds without an attempt. */
	readonly isDone: boolean;
}

/** For what the engine has to say beyond outcomes. */
export interface Log {
	info(message: string): void;
	warn(message: string): void;
	error(message: string, error?: unknown): void;
}
