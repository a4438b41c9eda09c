import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import { Emitter, type Event } from "../../base/emitter.ts";
import type { Gate } from "../lifecycle/gate.ts";
import type { Counts } from "../model/counts.ts";
import type { Commit, DurationCounts, Log, Sample, Sink, SourcePosition, StartedItem, Store } from "../model/ports.ts";
import type { DiskFullRetry } from "./diskFullRetry.ts";
import type { LiveCounts } from "./liveCounts.ts";
import { PendingCommit } from "./pendingCommit.ts";

/** Outcomes are on disk after this time at the latest, ms: it bounds what is in doubt after a crash. */
const maxWaitMs = 100;
/** Outcomes that make a commit worthwhile: a time limit alone let 60,000 pile up between two commits. */
const worthACommit = 1_000;

export interface CommitQueueOptions {
	readonly store: Store;
	readonly sinks: readonly Sink[];
	readonly clock: Clock;
	readonly log: Log;
	readonly gate: Gate;
	readonly disk: DiskFullRetry;
	readonly counts: LiveCounts;
	/** A commit is made at the latest after so many outcomes. */
	readonly commitEvery: number;
	/** With so many outcomes that are not on disk lanes wait for it. */
	unsavedLimit(): number;
	/** Takes secrets out of result lines; undefined where there are none. */
	readonly redact: ((text: string) => string) | undefined;
	/** What goes into every commit. */
	status(): Pick<Commit, "state" | "reason" | "total" | "activeMs" | "sameKeys">;
	/** Of all attempts: kept with each point of the charts. */
	durations(): DurationCounts;
	/** Where reading of the source can continue when every item below `watermark` is done. */
	position(watermark: number): SourcePosition | undefined;
	/** The store or a sink could not write; nothing more will be recorded. */
	onError(error: unknown): void;
}

/**
 * Brings outcomes to disk in groups: soon, many at a time, one commit after the other. Nobody waits for a commit;
 * only when the disk falls far behind do the lanes pause. While the disk is full, what is to be written waits.
 */
export class CommitQueue {
	/** A commit is on disk. */
	readonly onDidCommit: Event<void>;
	readonly #didCommit: Emitter<void>;
	readonly #options: CommitQueueOptions;
	readonly #worthACommit: number;
	#pending: PendingCommit;
	#watermark: number;
	#positions: Readonly<Record<string, number>>;
	#timer: Disposable | undefined;
	#isWriting = false;
	/** Outcomes of the commit that is being written. */
	#writing = 0;
	/** What is to be done between two commits. */
	readonly #exclusiveTasks: (() => Promise<void>)[] = [];
	#isBehind = false;
	#failure: { readonly error: unknown } | undefined;

	constructor(options: CommitQueueOptions) {
		const { store, commitEvery, log } = options;
		this.#options = options;
		this.#pending = new PendingCommit(options.redact);
		this.#worthACommit = Math.min(worthACommit, commitEvery);
		this.#watermark = store.checkpoint.done.watermark;
		this.#positions = store.checkpoint.sinks;
		this.#didCommit = new Emitter((error) => log.error("A listener of the commits threw.", error));
		this.onDidCommit = this.#didCommit.event;
	}

	/** What the next commit takes along; whoever adds an outcome calls {@link outcomeAdded}. */
	get pending(): PendingCommit {
		return this.#pending;
	}

	/** More is recorded than should be in memory before it is on disk. */
	get hasTooMuch(): boolean {
		const unsaved = this.#pending.settled.length + this.#writing;
		return unsaved >= this.#options.unsavedLimit() || this.#pending.isTooLong;
	}

	outcomeAdded(): void {
		if (!this.#isWriting && this.#pending.isWorth(this.#worthACommit)) this.#next();
		else this.touch();
		if (!this.#isBehind && this.hasTooMuch) {
			this.#isBehind = true;
			this.#options.gate.hold("backlog");
		}
	}

	/** Resolves to true when the item's start is on disk; to false when it could not be written. */
	started(start: StartedItem): Promise<boolean> {
		const written = this.#pending.start(start);
		// A lane waits for this one, so it is written at once; starts that come meanwhile share the next commit.
		if (!this.#isWriting) this.#next();
		return written;
	}

	/** A started item is left without an outcome, and no attempt at it is under way. */
	released(index: number): void {
		this.#pending.released.push(index);
		this.touch();
	}

	/** Makes sure that the run's state, or a point of its charts, gets to disk even if there are no outcomes. */
	touch(sample?: Sample): void {
		this.#pending.sample = sample ?? this.#pending.sample;
		this.#timer ??= this.#options.clock.timer(maxWaitMs, () => {
			this.#timer = undefined;
			if (!this.#isWriting) this.#write(() => this.#commit());
		});
	}

	/** Resolves when everything recorded so far is on disk; rejects when it could not be written. */
	flush(): Promise<void> {
		return this.between(
			async () => undefined,
			(counts) => counts,
		);
	}

	/**
	 * Runs an action on the store between two commits, when everything recorded is on disk, and changes the counts to
	 * match, so that no commit under way can undo it.
	 */
	between<T>(action: (store: Store) => Promise<T>, change: (counts: Counts, result: T) => Counts): Promise<T> {
		const { store, disk, counts } = this.#options;
		return new Promise((resolve, reject) => {
			this.#exclusiveTasks.push(async () => {
				try {
					await this.#commit();
					const result = await disk.write(() => action(store));
					counts.change((before) => change(before, result));
					resolve(result);
				} catch (error) {
					reject(error);
				}
			});
			if (!this.#isWriting) this.#next();
		});
	}

	/** Starts what is due next: a queued task, else a commit if it is worth one. */
	#next(): void {
		const task = this.#exclusiveTasks.shift();
		if (task) this.#write(task);
		else if (this.#failure) this.#pending.abandonStarts();
		else if (this.#pending.isWorth(this.#worthACommit)) this.#write(() => this.#commit());
		else if (!this.#pending.isEmpty) this.touch();
	}

	#write(work: () => Promise<void>): void {
		this.#isWriting = true;
		work()
			.catch(this.#options.onError)
			.finally(() => {
				this.#isWriting = false;
				this.#next();
			});
	}

	async #commit(): Promise<void> {
		if (this.#failure) throw this.#failure.error;
		this.#timer?.dispose();
		this.#timer = undefined;
		const { store, sinks, disk, counts } = this.#options;
		const pending = this.#takePending();
		const lines = sinks.length > 0 ? [...pending.lines] : [];
		const commit = this.#commitOf(pending);
		try {
			const positions: Record<string, number> = { ...this.#positions };
			for (const sink of lines.length > 0 ? sinks : []) {
				positions[sink.id] = await disk.write(() => sink.write(lines));
			}
			this.#watermark = await disk.write(() => store.commit({ ...commit, sinks: positions }));
			this.#positions = positions;
			this.#written();
			counts.commit(commit.counts);
			pending.startsWritten();
			pending.free();
		} catch (error) {
			// What was taken cannot be put back in order, so that from here on nothing may be recorded.
			this.#failure = { error };
			pending.abandonStarts();
			throw error;
		}
		this.#didCommit.fire();
	}

	/** Lanes fill the next commit while this one is written. */
	#takePending(): PendingCommit {
		const pending = this.#pending;
		this.#pending = new PendingCommit(this.#options.redact);
		this.#writing = pending.settled.length;
		this.#goOn();
		return pending;
	}

	#written(): void {
		this.#writing = 0;
		this.#goOn();
	}

	/** The lanes go on where the disk has caught up. */
	#goOn(): void {
		if (!this.#isBehind || this.hasTooMuch) return;
		this.#isBehind = false;
		this.#options.gate.release("backlog");
	}

	#commitOf(pending: PendingCommit): Omit<Commit, "sinks"> {
		const { status, position, durations, counts } = this.#options;
		return {
			...status(),
			...pending.content(),
			lines: pending.lines,
			counts: counts.current,
			position: position(this.#watermark),
			durations: pending.sample && durations(),
		};
	}
}
