import type { Clock } from "../../base/clock.ts";
import { Emitter, type Event } from "../../base/emitter.ts";
import type { CategoryTable } from "../errors/categoryTable.ts";
import { errorOf, traitsOf } from "../errors/errorTraits.ts";
import { failureOf } from "../errors/failureOf.ts";
import { outageOf } from "../errors/outage.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { AttemptResult } from "../model/attemptResult.ts";
import { OperationError } from "../model/errorCategory.ts";
import type { ItemOrigin } from "../model/itemOrigin.ts";
import type { InterruptedPolicy } from "../model/policies.ts";
import type { DurationCounts, Log } from "../model/ports.ts";
import type { LongAttempt } from "../model/snapshot.ts";
import { StoppedError } from "../model/stoppedError.ts";
import { afterDoubt, inDoubt } from "./doubt.ts";
import { DurationHistogram } from "./durationHistogram.ts";
import { InFlight } from "./inFlight.ts";
import { LiveAttempt } from "./liveAttempt.ts";

/** An attempt that has been at work for longer than this is named to the user, ms: it may hang. */
const longMs = 30_000;
/** How long an operation may take to react when its attempt is aborted, ms; after that nobody waits for it. */
const graceMs = 3_000;

export interface AttemptsOptions {
	readonly clock: Clock;
	readonly log: Log;
	/** Longest time that an attempt may take; undefined: no limit. */
	readonly timeoutMs: number | undefined;
	readonly batchSize: number;
	/** Of an item, in one round. */
	readonly maxAttempts: number;
	/** Where the items' identity comes from. */
	readonly origin: ItemOrigin;
	readonly categories: CategoryTable;
	/** What becomes of an item whose attempt may have been done, although no answer came. */
	readonly interrupted: InterruptedPolicy;
	readonly isBatch: boolean;
	/** Of attempts that were made before. */
	readonly durations: DurationCounts;
	redact(text: string): string;
	/** Whether anything has succeeded where the item goes to. */
	hasSucceeded(work: WorkItem): boolean;
}

/** The operation has not ended an attempt in time after its abort: nobody waits for it any more. */
export interface AbandonedAttempt {
	readonly attempt: LiveAttempt;
	/** Undefined where it was cut short, as the run was stopped. */
	readonly end: AttemptResult | undefined;
}

/** Begins attempts, and says how they ended. Aborts those that exceed the job's timeout, with one timer for all. */
export class Attempts {
	readonly durations: DurationHistogram;
	readonly onDidAbandon: Event<AbandonedAttempt>;
	readonly #abandoned: Emitter<AbandonedAttempt>;
	readonly #options: AttemptsOptions;
	/** At work. Those whose timeout began first come first. */
	readonly #working = new InFlight();
	/** Their turn has not come, see `Attempt.queued`. Apart from the others, so that these stay in order. */
	readonly #queued = new InFlight();
	/** What attempts that are over have taken, ms. */
	#endedMs = 0;
	#timerIsSet = false;

	constructor(options: AttemptsOptions) {
		this.#options = options;
		this.durations = new DurationHistogram(options.durations, options.clock.monotonic());
		this.#abandoned = new Emitter((error) => options.log.error("An attempt could not be abandoned cleanly.", error));
		this.onDidAbandon = this.#abandoned.event;
	}

	get inFlight(): number {
		return this.#working.count + this.#queued.count;
	}

	/** The longest attempt under way, if it is worth a word. */
	get longest(): LongAttempt | undefined {
		const { first } = this.#working;
		if (!first) return undefined;
		const forMs = this.#options.clock.monotonic() - (first.beganAt ?? first.startedAt);
		return forMs < longMs ? undefined : { key: first.work.item.key, forMs };
	}

	/** What all attempts have taken so far, including those under way, ms. */
	get workedMs(): number {
		const now = this.#options.clock.monotonic();
		return this.#endedMs + this.#working.takenMs(now) + this.#queued.takenMs(now);
	}

	/** @param now monotonic, ms; lanes read it once per item, as three readings took a tenth of a fast item's time */
	begin(work: WorkItem, now: number): LiveAttempt {
		const { batchSize, origin, maxAttempts } = this.#options;
		work.attempts++;
		work.isUnderWay = true;
		const attempt = new LiveAttempt(work, Math.floor(work.item.index / batchSize), origin, now);
		attempt.isLast = work.countedAttempts >= maxAttempts;
		return attempt;
	}

	/** The operation has returned a promise: the attempt is in flight until it {@link succeeded} or {@link failed}. */
	wait(attempt: LiveAttempt): void {
		if (attempt.isQueued) {
			this.#queued.add(attempt);
			attempt.onBegan = this.#onBegan;
		} else {
			this.#work(attempt);
		}
	}

	succeeded(attempt: LiveAttempt, result: unknown, now: number): AttemptResult {
		this.#listOf(attempt).delete(attempt);
		const durationMs = this.#took(attempt, now);
		return { result, failure: undefined, durationMs };
	}

	/**
	 * The error gets its category before p-retry sees it, which would give up at once on a TypeError in a user's code.
	 * @returns undefined for an attempt that was cut short as the run was stopped
	 */
	failed(attempt: LiveAttempt, error: unknown, at: number): AttemptResult | undefined {
		this.#listOf(attempt).delete(attempt);
		if (attempt.abortedBy instanceof StoppedError) return undefined;
		const { clock, categories, interrupted, isBatch, redact, hasSucceeded } = this.#options;
		const durationMs = this.#took(attempt, at);
		const isAborted = attempt.abortedBy !== undefined && !isAnswer(error);
		const reason = isAborted ? attempt.abortedBy : error;
		const known = failureOf(reason, categories, redact, () => hasSucceeded(attempt.work));
		// A definite answer leaves no doubt; neither does what the job's own rules say.
		const mayBeDone =
			known.category === "retry" && (isAborted ? attempt.isSent : error instanceof OperationError && error.mayBeDone);
		const after = attempt.work.mayBeDone ? afterDoubt(known) : known;
		const failure = mayBeDone ? inDoubt(known, interrupted, isBatch) : after;
		attempt.work.mayBeDone ||= mayBeDone;
		attempt.work.remember({ attempt: attempt.number, startedAt: clock.now() - durationMs, durationMs, failure });
		const thrown = typeof error === "object" && error !== null ? error : undefined;
		const found = outageOf(traitsOf(errorOf(reason)));
		const outage = found && { ...found, isTimeLimit: isAborted };
		const end = { result: undefined, failure, durationMs, outage, mayBeDone, error: thrown };
		if (!(error instanceof OperationError)) return end;
		const { retryAfterMs, isLeftOut } = error;
		return { ...end, retryAfterMs, isLeftOut };
	}

	abortAll(reason: Error): void {
		for (const attempt of this.#all()) this.#abort(attempt, reason);
	}

	*#all(): Generator<LiveAttempt> {
		yield* this.#working;
		yield* this.#queued;
	}

	#listOf({ isQueued }: LiveAttempt): InFlight {
		return isQueued ? this.#queued : this.#working;
	}

	/** The timeout of an attempt begins. */
	#work(attempt: LiveAttempt): void {
		const { timeoutMs } = this.#options;
		this.#working.add(attempt);
		if (timeoutMs !== undefined && !this.#timerIsSet) this.#setTimer(timeoutMs, timeoutMs);
	}

	readonly #onBegan = (attempt: LiveAttempt): void => {
		if (!this.#queued.has(attempt)) return;
		this.#queued.delete(attempt);
		attempt.isQueued = false;
		attempt.beganAt = this.#options.clock.monotonic();
		this.#work(attempt);
	};

	#abort(attempt: LiveAttempt, reason: Error): void {
		const { clock } = this.#options;
		if (!attempt.abort(reason)) return;
		clock.timer(graceMs, () => {
			if (!this.#listOf(attempt).has(attempt)) return;
			attempt.isAbandoned = true;
			this.#abandoned.fire({ attempt, end: this.failed(attempt, reason, clock.monotonic()) });
		});
	}

	#took({ startedAt }: LiveAttempt, now: number): number {
		const durationMs = now - startedAt;
		this.#endedMs += durationMs;
		this.durations.add(durationMs);
		return durationMs;
	}

	#setTimer(delayMs: number, timeoutMs: number): void {
		this.#timerIsSet = true;
		this.#options.clock.timer(delayMs, () => {
			this.#timerIsSet = false;
			this.#endOverdue(timeoutMs);
		});
	}

	/** All have the same timeout, so that those whose timeout began first, which come first in the list, are due first. */
	#endOverdue(timeoutMs: number): void {
		const { clock } = this.#options;
		const now = clock.monotonic();
		for (const attempt of this.#working) {
			const leftMs = (attempt.beganAt ?? attempt.startedAt) + timeoutMs - now;
			if (leftMs > 0) {
				this.#setTimer(leftMs, timeoutMs);
				return;
			}
			const message = `No result within ${timeoutMs >= 1_000 ? `${timeoutMs / 1_000} s` : `${timeoutMs} ms`}.`;
			this.#abort(attempt, new OperationError(message, { name: "TimeoutError", code: "ETIMEDOUT" }));
		}
	}
}

/** An answer that came before the attempt's time was over counts, even if the rest of it did not. */
function isAnswer(error: unknown): boolean {
	return error instanceof OperationError && error.isAnswer;
}
