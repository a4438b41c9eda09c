import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import { errorGroupId } from "../errors/errorGroupId.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { Counts } from "../model/counts.ts";
import { type Failure, type Outcome, resultLine } from "../model/outcome.ts";
import type { Commit, DurationCounts, Sample, Sink, SourcePlace, StartedItem, Store } from "../model/ports.ts";
import { DiskRoom } from "./diskRoom.ts";
import { Pending } from "./pendingCommit.ts";

/** Outcomes are on disk after this time at the latest, ms (design, section 3: what is in doubt after a crash). */
const longestWaitMs = 100;
/** Outcomes that make a commit worth while: a time limit alone let 60,000 pile up between two commits. */
const worthACommit = 1_000;
/** Failed items read back at a time for the end of the results. */
const tailPage = 1_000;

export interface RecorderOptions {
	readonly store: Store;
	readonly sinks: readonly Sink[];
	readonly clock: Clock;
	/** A commit is made at the latest after so many outcomes. */
	readonly commitEvery: number;
	readonly redact: ((text: string) => string) | undefined;
	/** Facts of the run that go into every commit. */
	facts(): Pick<Commit, "state" | "reason" | "total" | "activeMs">;
	/** Of all attempts: kept with each point of the charts. */
	durations(): DurationCounts;
	/** Where the source can be read on, when every item below `watermark` is done. */
	place(watermark: number): SourcePlace | undefined;
	/** Lanes have to wait (true) or may go on (false). */
	onPressure(tooManyPending: boolean): void;
	/** The disk is full, in the system's words; undefined: there is room again. */
	onFull(message: string | undefined): void;
	/** What {@link Recorder.committed} gives has changed. */
	onCommit(): unknown;
	/** The store or a sink could not write; nothing more will be recorded. */
	onError(error: unknown): void;
}

/**
 * Brings outcomes to disk in groups: soon, many at a time, one commit after the other. Nobody waits for a commit;
 * only when the disk falls far behind do the lanes pause. While the disk is full, what is to be written waits.
 */
export class Recorder {
	readonly #options: RecorderOptions;
	readonly #worthACommit: number;
	readonly #room: DiskRoom;
	#pending = new Pending();
	/** Changed in place: an object per item would be the dearest thing in here. */
	#counts: { -readonly [K in keyof Counts]: Counts[K] };
	#committed: Counts;
	#watermark: number;
	#positions: Readonly<Record<string, number>>;
	#timer: Disposable | undefined;
	#writing = false;
	readonly #turns: (() => Promise<void>)[] = [];
	#pressed = false;
	#failure: { readonly error: unknown } | undefined;

	constructor(options: RecorderOptions) {
		const { store, clock, commitEvery } = options;
		this.#options = options;
		this.#worthACommit = Math.min(worthACommit, commitEvery);
		this.#room = new DiskRoom(clock, (message) => options.onFull(message));
		this.#committed = store.checkpoint.counts;
		this.#counts = { ...this.#committed };
		this.#watermark = store.checkpoint.done.watermark;
		this.#positions = store.checkpoint.sinks;
	}

	/** With what is not on disk yet. */
	get counts(): Counts {
		return { ...this.#counts };
	}

	/** What is on disk. */
	get committed(): Counts {
		return this.#committed;
	}

	/** Resolves when it is on disk that the item has started; to false when that could not be written. */
	started(start: StartedItem): Promise<boolean> {
		const written = this.#pending.start(start);
		// Lanes wait for this one: no time is to be lost, and those that come meanwhile share the next commit.
		if (!this.#writing) this.#next();
		return written;
	}

	/** A started item is left without an outcome, and no attempt at it is under way. */
	released(index: number): void {
		this.#pending.released.push(index);
		this.touch();
	}

	/**
	 * @param durationMs of the last attempt
	 * @param result what the operation returned; undefined unless the item succeeded
	 * @param failure why it did not
	 */
	record(work: WorkItem, outcome: Outcome, durationMs: number, result: unknown, failure: Failure | undefined): void {
		const { item, attempts, retried } = work;
		if (failure && outcome !== "succeeded") {
			const { history } = work;
			this.#pending.failed.push({ item, outcome, failure, groupId: errorGroupId(failure), attempts, history });
		} else {
			this.#pending.lines.add(item, attempts, durationMs, result);
			if (retried) this.#pending.recovered.push(item.index);
		}
		this.#pending.settled.push(item.index);
		this.#counts[outcome]++;
		if (attempts > 1) this.#counts.retries += retried ? work.attemptsThisRound : work.attemptsThisRound - 1;
		this.#commitInTime();
	}

	/** Sees that the run's state, or a point of its charts, gets to disk although no outcome asks for it. */
	touch(sample?: Sample): void {
		this.#pending.sample = sample ?? this.#pending.sample;
		this.#timer ??= this.#options.clock.timer(longestWaitMs, () => {
			this.#timer = undefined;
			if (!this.#writing) this.#write(() => this.#commit());
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
	 * Does something to the store between two commits, when everything recorded is on disk, and takes over the counts
	 * that it leads to: so no commit that was on its way can undo it.
	 */
	between<T>(action: (store: Store) => Promise<T>, change: (counts: Counts, result: T) => Counts): Promise<T> {
		return new Promise((resolve, reject) => {
			this.#turns.push(async () => {
				try {
					await this.#commit();
					const result = await this.#room.write(() => action(this.#options.store));
					this.#counts = { ...change(this.#counts, result) };
					this.#committed = change(this.#committed, result);
					resolve(result);
				} catch (error) {
					reject(error);
				}
			});
			if (!this.#writing) this.#next();
		});
	}

	/** Does to the store what is no outcome, as soon as there is room for it. */
	whenRoom<T>(work: () => Promise<T>): Promise<T> {
		return this.#room.write(work);
	}

	/** A person says that there is room on the disk again. */
	tryAgain(): void {
		this.#room.tryAgain();
	}

	/** Waits for room no longer: what cannot be written now is given up, and flushing rejects. */
	giveUpWaiting(): void {
		this.#room.giveUp();
	}

	/**
	 * Ends the results with the lines of items that did not succeed. They come last and uncounted, since a later retry
	 * may change them; whoever goes on with the run cuts them off.
	 */
	async writeTail(): Promise<void> {
		const { store, sinks } = this.#options;
		for (let after = -1; ; ) {
			const page = await store.failedItems(after, tailPage);
			const last = page.at(-1);
			if (!last) return;
			after = last.item.index;
			const lines = page.map((failed) =>
				this.#redacted(resultLine({ ...failed, durationMs: failed.history.at(-1)?.durationMs ?? 0 })),
			);
			await this.#room.write(() => store.writeTail(lines));
			for (const sink of sinks) await this.#room.write(() => sink.write(lines));
		}
	}

	#redacted(line: string): string {
		const { redact } = this.#options;
		return redact ? redact(line) : line;
	}

	#commitInTime(): void {
		if (!this.#writing && this.#pending.isWorth(this.#worthACommit)) this.#next();
		else this.touch();
		if (!this.#pressed && this.#pending.isTooMuch) {
			this.#pressed = true;
			this.#options.onPressure(true);
		}
	}

	/** Starts what is due next: a turn that somebody asked for, else a commit when it is worth one. */
	#next(): void {
		const turn = this.#turns.shift();
		if (turn) this.#write(turn);
		else if (this.#failure) this.#pending.giveUpStarts();
		else if (this.#pending.isWorth(this.#worthACommit)) this.#write(() => this.#commit());
		else if (!this.#pending.isEmpty) this.touch();
	}

	#write(work: () => Promise<void>): void {
		this.#writing = true;
		work()
			.catch(this.#options.onError)
			.finally(() => {
				this.#writing = false;
				this.#next();
			});
	}

	async #commit(): Promise<void> {
		if (this.#failure) throw this.#failure.error;
		this.#timer?.dispose();
		this.#timer = undefined;
		const { store, sinks, redact, facts, place, durations } = this.#options;
		const pending = this.#pending;
		this.#pending = new Pending();
		// Lanes fill the next commit while this one is written.
		if (this.#pressed) {
			this.#pressed = false;
			this.#options.onPressure(false);
		}
		const lines = Array.from(sinks.length > 0 || redact ? pending.lines : [], (line) => this.#redacted(line));
		const commit = {
			...facts(),
			...pending.content(),
			lines: redact ? lines : pending.lines,
			counts: { ...this.#counts },
			place: place(this.#watermark),
			durations: pending.sample && durations(),
		};
		try {
			const positions: Record<string, number> = { ...this.#positions };
			for (const sink of lines.length > 0 ? sinks : []) {
				positions[sink.id] = await this.#room.write(() => sink.write(lines));
			}
			this.#watermark = await this.#room.write(() => store.commit({ ...commit, sinks: positions }));
			this.#positions = positions;
			this.#committed = commit.counts;
			pending.startsWritten();
			pending.free();
			this.#options.onCommit();
		} catch (error) {
			// What was taken cannot be put back in order; from here on nothing may be recorded.
			this.#failure = { error };
			pending.giveUpStarts();
			throw error;
		}
	}
}
