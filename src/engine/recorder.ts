import type { Clock } from "../base/clock.ts";
import type { Disposable } from "../base/disposable.ts";
import type { Counts } from "./counts.ts";
import { errorGroupId } from "./errorGroupId.ts";
import { resultLine, type SettledItem } from "./outcome.ts";
import type { Commit, FailedItem, Sample, Sink, Store } from "./ports.ts";

/** Outcomes are on disk after this time at the latest, ms (design, section 3: what is in doubt after a crash). */
const longestWaitMs = 100;
/** Outcomes that make a commit worth while: a time limit alone let 60,000 pile up between two commits. */
const worthACommit = 1_000;
/** With so many outcomes unwritten, or so long result lines (UTF-16 units), lanes have to wait for the disk. */
const tooMany = 10_000;
const tooLong = 16_000_000;
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
	/** Lanes have to wait (true) or may go on (false). */
	onPressure(tooManyPending: boolean): void;
	/** What {@link Recorder.committed} gives has changed. */
	onCommit(): unknown;
	/** The store or a sink could not write; nothing more will be recorded. */
	onError(error: unknown): void;
}

/** What a commit takes along. */
interface Pending {
	settled: number[];
	lines: string[];
	/** Of all lines, UTF-16 units. */
	length: number;
	failed: FailedItem[];
	recovered: number[];
	sample: Sample | undefined;
}

const nothing = (): Pending => ({ settled: [], lines: [], length: 0, failed: [], recovered: [], sample: undefined });

/**
 * Brings outcomes to disk in groups: soon, many at a time, one commit after the other. Nobody waits for a commit;
 * only when the disk falls far behind do the lanes pause.
 */
export class Recorder {
	readonly #options: RecorderOptions;
	readonly #worthACommit: number;
	#pending = nothing();
	/** Changed in place: an object per item would be the dearest thing in here. */
	#counts: { -readonly [K in keyof Counts]: Counts[K] };
	#committed: Counts;
	#positions: Readonly<Record<string, number>>;
	#timer: Disposable | undefined;
	#writing = false;
	readonly #turns: (() => Promise<void>)[] = [];
	#pressed = false;
	#failure: { readonly error: unknown } | undefined;

	constructor(options: RecorderOptions) {
		this.#options = options;
		this.#worthACommit = Math.min(worthACommit, options.commitEvery);
		this.#committed = options.store.checkpoint.counts;
		this.#counts = { ...this.#committed };
		this.#positions = options.store.checkpoint.sinks;
	}

	/** With what is not on disk yet. */
	get counts(): Counts {
		return { ...this.#counts };
	}

	/** What is on disk. */
	get committed(): Counts {
		return this.#committed;
	}

	record(settled: SettledItem, attemptsThisRound: number): void {
		const { item, outcome, failure } = settled;
		const { redact } = this.#options;
		if (failure && outcome !== "succeeded") {
			const { attempts, history } = settled;
			this.#pending.failed.push({ item, outcome, failure, groupId: errorGroupId(failure), attempts, history });
		} else {
			const line = redact ? redact(resultLine(settled)) : resultLine(settled);
			this.#pending.lines.push(line);
			this.#pending.length += line.length;
			if (settled.retried) this.#pending.recovered.push(item.index);
		}
		this.#pending.settled.push(item.index);
		this.#counts[outcome]++;
		if (settled.attempts > 1) this.#counts.retries += settled.retried ? attemptsThisRound : attemptsThisRound - 1;
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
					const result = await action(this.#options.store);
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

	/**
	 * Ends the results with the lines of failed and skipped items. They come last and uncounted, since a later retry
	 * may change them; whoever goes on with the run cuts them off.
	 */
	async writeTail(): Promise<void> {
		const { store, sinks, redact } = this.#options;
		for (let after = -1; ; ) {
			const page = await store.failedItems(after, tailPage);
			const last = page.at(-1);
			if (!last) return;
			after = last.item.index;
			const lines = page.map((failed) => {
				const durationMs = failed.history.at(-1)?.durationMs ?? 0;
				const line = resultLine({ ...failed, durationMs, result: undefined, retried: false });
				return redact ? redact(line) : line;
			});
			await store.writeTail(lines);
			for (const sink of sinks) await sink.write(lines);
		}
	}

	#commitInTime(): void {
		if (!this.#writing && this.#isWorthACommit()) this.#next();
		else this.touch();
		if (!this.#pressed && this.#isTooMuch()) {
			this.#pressed = true;
			this.#options.onPressure(true);
		}
	}

	#isWorthACommit(): boolean {
		return this.#pending.settled.length >= this.#worthACommit || this.#pending.length >= tooLong / 4;
	}

	#isTooMuch(): boolean {
		return this.#pending.settled.length >= tooMany || this.#pending.length >= tooLong;
	}

	/** Starts what is due next: a turn that somebody asked for, else a commit when it is worth one. */
	#next(): void {
		if (this.#pressed && !this.#isTooMuch()) {
			this.#pressed = false;
			this.#options.onPressure(false);
		}
		const turn = this.#turns.shift();
		if (turn) this.#write(turn);
		else if (this.#failure) return;
		else if (this.#isWorthACommit()) this.#write(() => this.#commit());
		else if (this.#pending.settled.length > 0 || this.#pending.sample) this.touch();
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
		const { store, sinks, facts } = this.#options;
		const pending = this.#pending;
		this.#pending = nothing();
		const commit = { ...facts(), ...pending, counts: { ...this.#counts } };
		try {
			const positions: Record<string, number> = { ...this.#positions };
			if (pending.lines.length > 0) for (const sink of sinks) positions[sink.id] = await sink.write(pending.lines);
			await store.commit({ ...commit, sinks: positions });
			this.#positions = positions;
			this.#committed = commit.counts;
			this.#options.onCommit();
		} catch (error) {
			// What was taken cannot be put back in order; from here on nothing may be recorded.
			this.#failure = { error };
			throw error;
		}
	}
}
