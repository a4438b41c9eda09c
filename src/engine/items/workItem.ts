import type { Item } from "../model/item.ts";
import type { AttemptRecord, Failure } from "../model/outcome.ts";
import type { QueuedItem } from "../model/ports.ts";

/** Unsuccessful attempts that are kept per item; a longer series loses its first ones. */
const historyLength = 20;
const noHistory: readonly AttemptRecord[] = [];

/** An item on its way to an outcome, with what its attempts have come to so far. */
export class WorkItem {
	readonly item: Item;
	/** It had an outcome in this run before, and was queued for a retry. */
	readonly retried: boolean;
	/** The user says that it is done: it needs no attempt. */
	readonly isDone: boolean;
	/** It is run although it has the key of an earlier one, whose outcome it could get. */
	runsItself = false;
	/** Its start is on disk. */
	isStarted = false;
	/** An attempt has started, and how it ended is not known. */
	isUnderWay = false;
	/** The attempt that was cut short had begun, and not only waited for its turn inside of the operation. */
	hasBegun = false;
	/** An attempt of this round ended without an answer, and may have been done. */
	mayBeDone = false;
	/** Attempts made, over all retries. */
	attempts: number;
	/** Attempts made before this round: `retry.attempts` counts from here. */
	readonly attemptsBefore: number;
	/** Attempts of this round that do not count, as the upstream took none. */
	uncountedAttempts = 0;
	/** The upstream has refused its last attempt, and asks for the next one not before then; monotonic, ms. */
	notBefore = Number.NEGATIVE_INFINITY;
	/** What its last attempt has failed with: all items of a batch that failed as a whole have the same. */
	failedWith: object | undefined = undefined;
	history: readonly AttemptRecord[];
	/** Called when a retry of the item has failed, or with undefined when it needs no more of them. */
	onEnded: ((failure: Failure | undefined) => void) | undefined = undefined;

	constructor(item: Item, queued?: Omit<QueuedItem, "item">) {
		this.item = item;
		this.retried = queued !== undefined;
		this.isDone = queued?.isDone ?? false;
		this.attempts = queued?.attempts ?? 0;
		this.attemptsBefore = this.attempts;
		this.history = queued?.history ?? noHistory;
	}

	get attemptsThisRound(): number {
		return this.attempts - this.attemptsBefore;
	}

	/** Those that `retry.attempts` counts. */
	get countedAttempts(): number {
		return this.attemptsThisRound - this.uncountedAttempts;
	}

	/** Attempts of this round beyond the item's first one of all. */
	get retriesThisRound(): number {
		return this.retried ? this.attemptsThisRound : this.attemptsThisRound - 1;
	}

	remember(record: AttemptRecord): void {
		this.history = [...this.history.slice(1 - historyLength), record];
	}
}
