import pLimit from "p-limit";
import pRetry from "p-retry";
import { type Clock, sleep } from "../base/clock.ts";
import type { Disposable } from "../base/disposable.ts";
import { Emitter, type Event } from "../base/emitter.ts";
import { backoffMs } from "./backoff.ts";
import { CategoryTable } from "./categoryTable.ts";
import { type Counts, since, without } from "./counts.ts";
import { failureOf } from "./failureOf.ts";
import { Gate } from "./gate.ts";
import { haltReason } from "./haltReason.ts";
import { ItemFeed } from "./itemFeed.ts";
import { AttemptsInFlight, LiveAttempt, StoppedError } from "./liveAttempt.ts";
import type { Failure, Outcome } from "./outcome.ts";
import type { Policies } from "./policies.ts";
import type { FailureSelection, Log, Moved, Operation, Sink, Source, Store } from "./ports.ts";
import { Progress } from "./progress.ts";
import { Recorder } from "./recorder.ts";
import { nextState, type RunEvent, type RunState } from "./runState.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Summary, summaryOf } from "./summary.ts";
import type { WorkItem } from "./workItem.ts";

export interface RunOptions {
	readonly runId: string;
	/** Id of the run that items take their identity from: the first in a chain of retries. Default: this one. */
	readonly originId?: string | undefined;
	readonly jobName: string;
	readonly source: Source;
	readonly operation: Operation;
	readonly sinks: readonly Sink[];
	readonly store: Store;
	readonly policies: Policies;
	readonly clock: Clock;
	readonly log: Log;
	/** Takes secrets out of messages and result lines; undefined where the job has none. */
	readonly redact?: ((text: string) => string) | undefined;
}

/** How long attempts under way may go on after the run was stopped, ms. */
const stopGraceMs = 5_000;

/** How an attempt ended; there is none for one that was cut short as the run was stopped. */
interface Ending {
	readonly result: unknown;
	readonly failure: Failure | undefined;
	readonly durationMs: number;
}

/**
 * Runs a job through its ports, from a checkpoint to an end. The way of an item can be read from top to bottom:
 * {@link start} → {@link #lane} → {@link #attempt} → {@link #decide} → {@link #retryLater} or {@link #settle}.
 * The caller opens the store first, and closes it, the sinks and the operation afterwards.
 */
export class Run {
	readonly id: string;
	/** At each change of state, and while something moves at most ten times a second. */
	readonly onDidChange: Event<Snapshot>;

	readonly #options: RunOptions;
	readonly #categories: CategoryTable;
	readonly #gate = new Gate();
	readonly #inFlight: AttemptsInFlight;
	readonly #feed: ItemFeed;
	readonly #recorder: Recorder;
	readonly #progress: Progress;
	readonly #changed: Emitter<Snapshot>;
	/** Aborts when the run is to give out no more items. */
	readonly #stop = new AbortController();
	readonly #retries = new Set<Promise<void>>();
	readonly #countsAtStart: Counts;
	#state: RunState;
	#reason: string | undefined;
	#ending: { readonly event: RunEvent; readonly reason: string | undefined } | undefined;
	#failure: { readonly error: unknown } | undefined;
	#graceTimer: Disposable | undefined;
	#isOver = false;

	constructor(options: RunOptions) {
		const { store, policies, clock, log, source } = options;
		const { checkpoint } = store;
		this.id = options.runId;
		this.#options = options;
		this.#state = checkpoint.state;
		this.#categories = new CategoryTable(policies.errors);
		this.#inFlight = new AttemptsInFlight(clock, policies.timeoutMs);
		this.#feed = new ItemFeed({
			source: nextState(checkpoint.state, "retry") ? undefined : source,
			done: checkpoint.done,
			queued: checkpoint.queued,
			takeQueued: (limit) =>
				store.takeQueued(limit).catch((error: unknown) => {
					this.#fail(error);
					return [];
				}),
			maxWaiting: Math.max(64, 16 * policies.concurrency),
		});
		this.#recorder = new Recorder({
			store,
			sinks: options.sinks,
			clock,
			commitEvery: policies.checkpointEveryBatches * policies.batchSize,
			redact: options.redact,
			facts: () => ({
				state: this.#state,
				reason: this.#reason,
				total: this.#exactTotal(),
				activeMs: this.#progress.activeMs,
			}),
			onPressure: (isTooMuch) => (isTooMuch ? this.#gate.hold("disk") : this.#gate.release("disk")),
			// While it is running, the progress says so ten times a second.
			onCommit: () => this.#state !== "running" && this.#changed.fire(this.snapshot),
			onError: (error) => this.#fail(error),
		});
		this.#countsAtStart = this.#recorder.counts;
		this.#progress = new Progress(clock, checkpoint.activeMs, {
			counts: () => this.#recorder.committed,
			inFlight: () => this.#inFlight.count,
			onTick: () => this.#changed.fire(this.snapshot),
			onSample: (sample) => this.#recorder.touch(sample),
		});
		this.#changed = new Emitter((error) => log.error("A listener of the run threw.", error));
		this.onDidChange = this.#changed.event;
	}

	get snapshot(): Snapshot {
		const { jobName, policies, source } = this.#options;
		const exact = this.#exactTotal();
		const total = exact === undefined ? source.total() : { count: exact, exact: true };
		return {
			runId: this.id,
			jobName,
			state: this.#state,
			reason: this.#reason,
			total,
			counts: this.#recorder.committed,
			inFlight: this.#inFlight.count,
			waiting: this.#feed.waiting,
			concurrency: policies.concurrency,
			...this.#progress.figures(total?.count),
		};
	}

	/**
	 * Begins, or goes on from the checkpoint; resolves at the run's end, when its state is on disk.
	 * @throws what the store or a sink throws when it cannot write: outcomes since the last commit are then in doubt
	 */
	async start(): Promise<Summary> {
		const { store, sinks, policies } = this.#options;
		for (const sink of sinks) await sink.open(store.checkpoint.sinks[sink.id]);
		this.#move(nextState(this.#state, "start") ? "start" : nextState(this.#state, "retry") ? "retry" : "resume");
		this.#recorder.touch(this.#progress.sample());
		await this.#recorder.flush();
		const reading = this.#feed.read(this.#stop.signal).catch((error: unknown) => {
			this.#end("halt", `The items could not be read on: ${failureOf(error, this.#categories, this.#redact).message}`);
		});
		// p-limit holds lanes, not items: a promise per item costs 30 times as much.
		const limit = pLimit(policies.concurrency);
		do {
			await Promise.all(Array.from({ length: policies.concurrency }, () => limit(() => this.#lane())));
			await Promise.all(this.#retries);
			// What a person queued for a retry just when the last lane went home.
		} while (!this.#ending && this.#feed.waiting > 0);
		this.#stop.abort();
		await reading;
		return this.#finish();
	}

	/** Lets attempts under way end, and starts no more until {@link resume}. */
	pause(): void {
		if (!this.#move("pause")) return;
		this.#gate.hold("pause");
		this.#recorder.touch(this.#progress.sample());
	}

	resume(): void {
		if (this.#ending || this.#state !== "paused" || !this.#move("resume")) return;
		this.#gate.release("pause");
		this.#recorder.touch(this.#progress.sample());
	}

	/** Gives out no more items; attempts under way have a few seconds to end, then they leave no outcome. */
	cancel(): void {
		this.#end("cancel", undefined);
	}

	/**
	 * Queues failed (or skipped) items again; they are taken before the source's next ones.
	 * @throws when the run is over; it can be opened again for them
	 */
	async retry(selection: FailureSelection): Promise<Moved> {
		if (this.#isOver) throw new Error("The run is over.");
		const moved = await this.#recorder.between((store) => store.queue(selection), without);
		this.#feed.queueGrew(moved.failed + moved.skipped);
		this.#changed.fire(this.snapshot);
		return moved;
	}

	/** Makes failed items skipped ones. */
	async skip(selection: FailureSelection): Promise<Moved> {
		const moved = await this.#recorder.between(
			(store) => store.skip(selection),
			(counts, { failed }) => ({ ...counts, failed: counts.failed - failed, skipped: counts.skipped + failed }),
		);
		this.#changed.fire(this.snapshot);
		return moved;
	}

	/** Pulls items and works on them, one at a time, until there are no more. */
	async #lane(): Promise<void> {
		const { clock } = this.#options;
		for (;;) {
			const parked = this.#gate.pass(clock.monotonic());
			if (parked) await parked;
			const work = this.#feed.take();
			if (!work) {
				if (await this.#feed.more()) continue;
				return;
			}
			if (work.item.problem !== undefined) {
				this.#settle(work, "failed", 0, undefined, sourceFailure(work.item.problem));
				continue;
			}
			const attempt = this.#newAttempt(work);
			let ending: Ending | undefined;
			try {
				// Fast operations answer at once; then there is nothing to wait for, and no promise to pay.
				const returned = this.#options.operation.run(work.item, attempt);
				const result = isPromiseLike(returned) ? await this.#waitFor(attempt, returned) : returned;
				ending = { result, failure: undefined, durationMs: clock.monotonic() - attempt.startedAt };
			} catch (error) {
				ending = this.#failed(work, attempt, error);
			}
			this.#decide(work, ending);
		}
	}

	#newAttempt(work: WorkItem): LiveAttempt {
		const { policies, originId, clock } = this.#options;
		const batch = Math.floor(work.item.index / policies.batchSize);
		work.attempts++;
		return new LiveAttempt(work.attempts, batch, originId ?? this.id, work.item.key, clock.monotonic());
	}

	async #waitFor(attempt: LiveAttempt, returned: PromiseLike<unknown>): Promise<unknown> {
		this.#inFlight.add(attempt);
		try {
			return await attempt.settled(returned);
		} finally {
			this.#inFlight.delete(attempt);
		}
	}

	/** The category comes before p-retry sees the error: it would give up at once on a user's TypeError. */
	#failed(work: WorkItem, attempt: LiveAttempt, error: unknown): Ending | undefined {
		if (attempt.abortedBy instanceof StoppedError) return undefined;
		const durationMs = this.#options.clock.monotonic() - attempt.startedAt;
		const failure = failureOf(attempt.abortedBy ?? error, this.#categories, this.#redact);
		const startedAt = this.#options.clock.now() - durationMs;
		work.remember({ attempt: attempt.number, startedAt, durationMs, failure });
		return { result: undefined, failure, durationMs };
	}

	/** From how an attempt ended to the item's outcome, or to its next attempt. */
	#decide(work: WorkItem, ending: Ending | undefined): void {
		if (!ending) {
			this.#leave(work);
		} else if (ending.failure) {
			const { failure, durationMs } = ending;
			const mayRetry = failure.category === "retry" && work.attemptsThisRound < this.#options.policies.retry.attempts;
			if (!mayRetry) {
				this.#settle(work, failure.category === "skip" ? "skipped" : "failed", durationMs, undefined, failure);
			} else if (work.onEnded) {
				work.onEnded(failure);
			} else {
				const series = this.#retryLater(work).finally(() => this.#retries.delete(series));
				this.#retries.add(series);
			}
		} else if (ending.result === false) {
			this.#settle(work, "skipped", ending.durationMs, undefined, returnedFalse);
		} else {
			this.#settle(work, "succeeded", ending.durationMs, ending.result, undefined);
		}
	}

	/** p-retry counts the tries; the item holds no lane while it waits, and whichever lane is free makes the attempt. */
	async #retryLater(work: WorkItem): Promise<void> {
		const { policies, clock } = this.#options;
		const { signal } = this.#stop;
		const again = async (retry: number) => {
			this.#feed.wait();
			await sleep(clock, backoffMs(policies.retry, retry, Math.random()), signal);
			const failure = await new Promise<Failure | undefined>((resolve) => {
				work.onEnded = resolve;
				this.#feed.giveAgain(work);
			});
			if (failure) throw new Error(failure.message);
		};
		try {
			await pRetry(again, { retries: policies.retry.attempts - 2, minTimeout: 0, signal });
		} catch (error) {
			// The item's outcome is settled where the attempt ends; what gets here is only that the run was stopped.
			if (!signal.aborted) throw error;
			this.#leave(work);
		}
	}

	/** Gives the item its outcome. */
	#settle(work: WorkItem, outcome: Outcome, durationMs: number, result: unknown, failure: Failure | undefined): void {
		const { item, attempts, history, retried } = work;
		this.#recorder.record(
			{ item, outcome, attempts, durationMs, result, failure, history, retried },
			work.attemptsThisRound,
		);
		this.#feed.settled();
		work.onEnded?.(undefined);
		if (outcome !== "failed" || !failure) return;
		const reason =
			failure.category === "fatal"
				? failure.message
				: haltReason(this.#options.policies.halt, since(this.#countsAtStart, this.#recorder.counts));
		if (reason) this.#end("halt", reason);
	}

	/** The run was stopped: the item stays without an outcome, and is run at the next resume. */
	#leave(work: WorkItem): void {
		work.onEnded?.(undefined);
	}

	#end(event: RunEvent, reason: string | undefined): void {
		if (this.#ending) return;
		this.#ending = { event, reason };
		this.#stop.abort(new StoppedError("The run was stopped."));
		for (const work of this.#feed.close()) this.#leave(work);
		this.#gate.release("pause");
		this.#gate.release("disk");
		this.#graceTimer = this.#options.clock.timer(stopGraceMs, () => this.#inFlight.abortAll(this.#stop.signal.reason));
	}

	#fail(error: unknown): void {
		this.#failure ??= { error };
		this.#end("halt", undefined);
	}

	/** The tail of the results comes before the final state: who finds that state can rely on the results. */
	async #finish(): Promise<Summary> {
		this.#graceTimer?.dispose();
		try {
			if (this.#failure) throw this.#failure.error;
			await this.#recorder.flush();
			this.#recorder.touch(this.#progress.lastSample());
			this.#isOver = true;
			await this.#recorder.writeTail();
			const finished = this.#recorder.counts.failed > 0 ? "finishWithFailures" : "finish";
			this.#reason = this.#ending?.reason;
			this.#move(this.#ending?.event ?? finished);
			await this.#recorder.flush();
		} finally {
			// Only now, as it is running until then: whoever looks in between must not see a rate of nothing.
			this.#progress.stop();
		}
		this.#changed.fire(this.snapshot);
		return summaryOf(this.snapshot);
	}

	#move(event: RunEvent): boolean {
		const next = nextState(this.#state, event);
		if (!next) return false;
		this.#state = next;
		if (next === "running") {
			this.#reason = undefined;
			this.#progress.start();
		} else {
			this.#progress.stop();
		}
		this.#changed.fire(this.snapshot);
		return true;
	}

	/** Kept with the outcomes, so that a run that was cut short can still say how far it is. */
	#exactTotal(): number | undefined {
		const { store, source } = this.#options;
		const counted = this.#feed.total ?? store.checkpoint.total;
		if (counted !== undefined) return counted;
		const told = source.total();
		return told?.exact ? told.count : undefined;
	}

	get #redact(): (text: string) => string {
		return this.#options.redact ?? ((text) => text);
	}
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
	return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** No attempt can mend it, and the item counts as failed, not as left out: its place in the source is at fault. */
function sourceFailure(message: string): Failure {
	return { category: "skip", message, name: "SourceError", code: undefined, detail: undefined };
}

const returnedFalse: Failure = {
	category: "skip",
	message: "The operation returned false.",
	name: "ReturnedFalse",
	code: undefined,
	detail: undefined,
};
