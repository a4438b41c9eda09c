import type { Clock } from "../base/clock.ts";
import { Emitter, type Event } from "../base/emitter.ts";
import { isPromiseLike } from "../base/promiseLike.ts";
import type { Admission } from "./admission/admission.ts";
import type { Upstream } from "./admission/upstream.ts";
import type { Attempts } from "./attempts/attempts.ts";
import type { LiveAttempt } from "./attempts/liveAttempt.ts";
import type { Retries } from "./attempts/retries.ts";
import type { ConcurrencyControl } from "./concurrency/concurrencyControl.ts";
import type { LaneExit, Lanes } from "./concurrency/lanes.ts";
import type { CategoryTable } from "./errors/categoryTable.ts";
import { failureOf } from "./errors/failureOf.ts";
import { leftOutFailure, returnedFalse, sameKeyFailure, sourceFailure } from "./errors/knownFailures.ts";
import { isPushback } from "./errors/pushback.ts";
import type { ItemFeed } from "./items/itemFeed.ts";
import type { WorkItem } from "./items/workItem.ts";
import type { Gate } from "./lifecycle/gate.ts";
import type { AttemptResult } from "./model/attemptResult.ts";
import type { FailedOutcome, Failure, Outcome } from "./model/outcome.ts";
import type { DuplicatePolicy, InterruptedPolicy } from "./model/policies.ts";
import type { Log, Operation } from "./model/ports.ts";
import type { CommitQueue } from "./recording/commitQueue.ts";
import type { OutcomeReuse, Reused } from "./recording/outcomeReuse.ts";
import type { Recorder } from "./recording/recorder.ts";
import type { RunOptions } from "./runOptions.ts";

export interface ItemPipelineOptions {
	readonly clock: Clock;
	readonly log: Log;
	readonly operation: Operation;
	/** What becomes of items in doubt; unless they are retried, a start is on disk before the first attempt. */
	readonly interrupted: InterruptedPolicy;
	/** What becomes of items with the key of an earlier one. */
	readonly duplicates: DuplicatePolicy;
	readonly categories: CategoryTable;
	/** Takes secrets out of messages. */
	redact(text: string): string;
	readonly gate: Gate;
	readonly feed: ItemFeed;
	readonly lanes: Lanes;
	readonly admission: Admission;
	readonly attempts: Attempts;
	readonly retries: Retries;
	readonly recorder: Recorder;
	readonly commits: CommitQueue;
	readonly reuse: OutcomeReuse;
	readonly concurrency: ConcurrencyControl;
	readonly onSettled: RunOptions["onSettled"];
	/** Aborts when the run gives out no more items. */
	readonly signal: AbortSignal;
}

/**
 * An item's way through the engine, from top to bottom: {@link lane} → {@link Admission} → {@link Attempts} →
 * {@link #ended} → {@link #conclude} → {@link Retries} or {@link #settle} → {@link Recorder}.
 */
export class ItemPipeline {
	/** An item has failed for good. */
	readonly onDidFail: Event<Failure>;
	readonly #failed: Emitter<Failure>;
	readonly onDidSucceed: Event<void>;
	readonly #succeeded: Emitter<void>;
	readonly #options: ItemPipelineOptions;

	constructor(options: ItemPipelineOptions) {
		const { attempts, lanes, log, reuse } = options;
		this.#options = options;
		this.#failed = new Emitter((error) => log.error("A listener of failed items threw.", error));
		this.onDidFail = this.#failed.event;
		this.#succeeded = new Emitter((error) => log.error("A listener of succeeded items threw.", error));
		this.onDidSucceed = this.#succeeded.event;
		attempts.onDidAbandon(({ attempt, end }) => {
			this.#ended(attempt, end);
			lanes.replaceOne();
		});
		reuse.onDidFind((reused) => this.#settleReused(reused));
	}

	/** Pulls items and works on them, one at a time, until there are no more, or it is one lane too many. */
	async lane(): Promise<LaneExit> {
		const { clock, operation, gate, feed, attempts, lanes } = this.#options;
		let now = clock.monotonic();
		for (;;) {
			const parked = gate.pass(now);
			if (parked) {
				await parked;
				now = clock.monotonic();
			}
			if (lanes.mayLeave()) {
				feed.wakeNext();
				return "left";
			}
			const work = feed.take();
			if (!work) {
				if (!(await feed.more())) return "left";
				now = clock.monotonic();
				continue;
			}
			if (this.#settleWithoutAttempt(work) || this.#settleLeftOut(work)) continue;
			let mayBegin = this.#mayBegin(work, now);
			if (mayBegin !== true) {
				mayBegin = await mayBegin;
				now = clock.monotonic();
			}
			if (!mayBegin) continue;
			const attempt = attempts.begin(work, now);
			let end: AttemptResult | undefined;
			try {
				let result = operation.run(work.item, attempt);
				// Fast operations answer at once; then there is nothing to wait for.
				if (isPromiseLike(result)) {
					attempts.wait(attempt);
					result = await result;
					if (attempt.isAbandoned) return "replaced";
				}
				now = clock.monotonic();
				end = attempts.succeeded(attempt, result, now);
			} catch (error) {
				if (attempt.isAbandoned) return "replaced";
				now = clock.monotonic();
				end = attempts.failed(attempt, error, now);
			}
			this.#ended(attempt, end);
		}
	}

	/** @returns whether the item needs no attempt, and has its outcome now */
	#settleWithoutAttempt(work: WorkItem): boolean {
		const { problem, duplicateOf } = work.item;
		if (problem !== undefined) {
			const { categories, redact } = this.#options;
			const failure = sourceFailure(problem, categories, redact);
			const end = { result: undefined, failure, durationMs: 0 };
			this.#settle(work, outcomeOf(end, failure), end);
			return true;
		}
		if (work.isDone) {
			this.#settle(work, "succeeded", { result: null, failure: undefined, durationMs: 0 });
			return true;
		}
		return duplicateOf !== undefined && this.#settleDuplicate(work, duplicateOf);
	}

	/** Who tries an item again wants it to be run: what is left out is decided before its first attempt only. */
	#settleLeftOut(work: WorkItem): boolean {
		const { operation, categories, redact } = this.#options;
		if (!operation.leftOut || work.attempts > 0 || work.retried) return false;
		try {
			const reason = operation.leftOut(work.item);
			if (reason === undefined) return false;
			this.#settle(work, "skipped", { result: undefined, failure: leftOutFailure(redact(reason)), durationMs: 0 });
		} catch (error) {
			const failure = failureOf(error, categories, redact);
			const end = { result: undefined, failure, durationMs: 0 };
			this.#settle(work, outcomeOf(end, failure), end);
		}
		return true;
	}

	#settleDuplicate(work: WorkItem, first: number): boolean {
		const { duplicates, reuse } = this.#options;
		if (duplicates === "run" || work.runsItself) return false;
		if (duplicates === "reuse") {
			reuse.wait(work, first);
			return true;
		}
		// Whoever retries it wants it to be run.
		if (work.retried) return false;
		const failure = sameKeyFailure(work.item.key, first, duplicates);
		this.#settle(work, duplicates === "skip" ? "skipped" : "failed", { result: undefined, failure, durationMs: 0 });
		return true;
	}

	/**
	 * The item gets the outcome of the first one with its key. It is run itself where it is to be tried again, but the
	 * first one is not; and where both keys only have the same hash.
	 */
	#settleReused({ work, first }: Reused): void {
		const { recorder, feed } = this.#options;
		const hasFailedAlone = first.outcome !== "succeeded" && work.retried && first.attempts <= work.attempts;
		if (hasFailedAlone || !recorder.hasSameKey(work, first)) {
			work.runsItself = true;
			feed.giveHeld(work);
			return;
		}
		const failure = recorder.recordReused(work, first);
		feed.heldSettled();
		if (!failure && this.#succeeded.hasListeners) this.#succeeded.fire();
		this.#options.onSettled?.(work.item, undefined);
		if (failure && (first.outcome === "failed" || first.outcome === "rejected")) this.#failed.fire(failure);
	}

	/** False where the item was parked or abandoned, as the upstream takes none, or the run was stopped. */
	#mayBegin(work: WorkItem, now: number): boolean | Promise<boolean> {
		const { admission, interrupted } = this.#options;
		const admitted = admission.admit(work, now);
		if (interrupted === "retry" || work.isStarted) return admitted;
		return admitted === true ? this.#recordStart(work) : this.#recordStartAfter(admitted, work);
	}

	async #recordStartAfter(admitted: boolean | Promise<boolean>, work: WorkItem): Promise<boolean> {
		return (await admitted) && this.#recordStart(work);
	}

	/** @returns whether the attempt may begin: not where the run was stopped meanwhile, or the start is not on disk */
	async #recordStart(work: WorkItem): Promise<boolean> {
		const { recorder, commits, clock, signal } = this.#options;
		const { item, attempts, history } = work;
		work.isStarted = await commits.started({ item, attempts, history, startedAt: clock.now() });
		if (work.isStarted && !signal.aborted) return true;
		recorder.abandon(work);
		return false;
	}

	/** @param end undefined where the attempt was cut short, as the run was stopped */
	#ended({ work, throttledForMs, isQueued }: LiveAttempt, end: AttemptResult | undefined): void {
		work.hasBegun = !end && !isQueued;
		if (end) this.#reportLoad(end);
		this.#conclude(work, end, this.#options.admission.ended(work, end, throttledForMs));
	}

	/** Other failures (no connection, a bug) say nothing about the load. */
	#reportLoad({ durationMs, failure }: AttemptResult): void {
		const { concurrency } = this.#options;
		if (!concurrency.ended) return;
		if (!failure || failure.category === "skip") concurrency.ended({ durationMs, isPushback: false });
		else if (isPushback(failure)) concurrency.ended({ durationMs, isPushback: true });
	}

	/**
	 * Turns an attempt's end into the item's outcome, or into its next attempt.
	 * @param blockedBy the upstream that takes no attempts at the moment, so that this one does not count
	 */
	#conclude(work: WorkItem, end: AttemptResult | undefined, blockedBy: Upstream | undefined): void {
		const { retries, recorder, admission, signal } = this.#options;
		// An attempt that was cut short stays under way for good: nobody knows what came of it.
		work.isUnderWay = end === undefined;
		if (!end) {
			recorder.abandon(work);
		} else if (!end.failure) {
			if (end.result === false) this.#settle(work, "skipped", { ...end, result: undefined, failure: returnedFalse });
			else this.#settle(work, "succeeded", end);
		} else if (end.mayBeDone && this.#options.interrupted !== "retry") {
			this.#settleInDoubt(work, end, end.failure);
		} else if (!blockedBy && !retries.mayRetry(work, end.failure)) {
			this.#settle(work, outcomeOf(end, end.failure), end);
		} else if (signal.aborted) {
			recorder.abandon(work);
		} else if (blockedBy) {
			this.#releaseStart(work);
			admission.park(work, blockedBy);
		} else {
			this.#releaseStart(work);
			work.failedWith = end.error;
			retries.add(work, end.failure);
		}
	}

	/** How its attempt ended is known: while it waits for the next one, which records its own start, it is not in doubt. */
	#releaseStart(work: WorkItem): void {
		if (!work.isStarted) return;
		work.isStarted = false;
		this.#options.commits.released(work.item.index);
	}

	/** Nobody knows whether it was done: it has no further attempt unless the user decides so. */
	#settleInDoubt(work: WorkItem, end: AttemptResult, failure: Failure): void {
		const isLeftOut = this.#options.interrupted === "skip";
		const leftOut = { ...end, failure: { ...failure, category: "skip" } } as const;
		if (isLeftOut) this.#settle(work, "skipped", leftOut);
		else this.#settle(work, "interrupted", end);
	}

	/** Gives the item its outcome. */
	#settle(work: WorkItem, outcome: Outcome | FailedOutcome, end: AttemptResult): void {
		const { recorder, feed, reuse } = this.#options;
		recorder.record(work, outcome, end);
		reuse.settled(work.item.index);
		feed.settled();
		work.onEnded?.(undefined);
		if (outcome === "succeeded" && this.#succeeded.hasListeners) this.#succeeded.fire();
		this.#options.onSettled?.(work.item, outcome === "succeeded" ? end.result : undefined);
		if ((outcome === "failed" || outcome === "rejected") && end.failure) this.#failed.fire(end.failure);
	}
}

/** Of an item that has no further attempt. A job's own rule can make a failure of what an operation would leave out. */
function outcomeOf({ isLeftOut }: AttemptResult, { category }: Failure): Outcome {
	if (category !== "skip") return "failed";
	return isLeftOut ? "skipped" : "rejected";
}
