import type { Clock } from "../base/clock.ts";
import type { Disposable } from "../base/disposable.ts";
import { Emitter, type Event } from "../base/emitter.ts";
import { Alerts } from "./alerts.ts";
import { Attempts, type Ending } from "./attempts.ts";
import { AutoWidth } from "./autoWidth.ts";
import { CategoryTable } from "./categoryTable.ts";
import { type Counts, type Moved, movedCount, since, without, withSkipped } from "./counts.ts";
import { failureOf } from "./failureOf.ts";
import { Flow } from "./flow.ts";
import { Gate } from "./gate.ts";
import { haltReason } from "./haltReason.ts";
import { ItemFeed } from "./itemFeed.ts";
import { returnedFalse, sourceFailure } from "./knownFailures.ts";
import { type LaneEnd, Lanes } from "./lanes.ts";
import { LaneMeter } from "./laneTime.ts";
import { type LiveAttempt, StoppedError } from "./liveAttempt.ts";
import type { OtherSide } from "./otherSide.ts";
import { OtherSides } from "./otherSides.ts";
import type { Failure, Outcome } from "./outcome.ts";
import { Pauses } from "./pauses.ts";
import { autoConcurrency, type Policies } from "./policies.ts";
import type { FailureSelection, Log, Operation, Sink, Source, Store } from "./ports.ts";
import { Progress } from "./progress.ts";
import { isPushback } from "./pushback.ts";
import { Recorder } from "./recorder.ts";
import { Retries } from "./retries.ts";
import { RunLife } from "./runLife.ts";
import { isActive, nextState, type RunEvent } from "./runState.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Summary, summaryOf } from "./summary.ts";
import { TurnLine } from "./turnLine.ts";
import { Turns } from "./turns.ts";
import { fixedWidth, type Width } from "./width.ts";
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
	/** How many items are worked on at once. Default: what the policies say. */
	readonly width?: Width | undefined;
	/** When attempts may begin by a rate limit. Default: what the policies say, for this run alone. */
	readonly turns?: Turns | undefined;
	readonly clock: Clock;
	readonly log: Log;
	/** Share of the memory that there is which the process takes, 0 to 1. Without it no alert is about memory. */
	readonly memory?: (() => number) | undefined;
	/** Takes secrets out of messages and result lines; undefined where the job has none. */
	readonly redact?: ((text: string) => string) | undefined;
}

/** How long attempts under way may go on after the run was stopped, ms. */
const stopGraceMs = 5_000;

/**
 * Runs a job through its ports, from a checkpoint to an end. The way of an item can be read from top to bottom:
 * {@link start} → {@link #lane} → {@link #decide} → {@link Retries} or {@link #settle}.
 * The caller opens the store first, and closes it, the sinks and the operation afterwards.
 */
export class Run {
	readonly id: string;
	/** At each change of state, and while something moves at most ten times a second. */
	readonly onDidChange: Event<Snapshot>;

	readonly #options: RunOptions;
	readonly #categories: CategoryTable;
	readonly #redact: (text: string) => string;
	readonly #life: RunLife;
	readonly #gate = new Gate();
	readonly #pauses: Pauses;
	/** Undefined where attempts may begin as fast as they go: that costs nothing. */
	#flow: Flow | undefined;
	readonly #attempts: Attempts;
	readonly #width: Width;
	readonly #lanes: Lanes;
	readonly #laneTime: LaneMeter;
	readonly #feed: ItemFeed;
	readonly #retries: Retries;
	readonly #recorder: Recorder;
	readonly #progress: Progress;
	/** Undefined where the job wants none. */
	readonly #alerts: Alerts | undefined;
	readonly #changed: Emitter<Snapshot>;
	/** Aborts when the run is to give out no more items. */
	readonly #stop = new AbortController();
	readonly #countsAtStart: Counts;
	#ending: { readonly event: RunEvent; readonly reason: string | undefined } | undefined;
	#failure: { readonly error: unknown } | undefined;
	#graceTimer: Disposable | undefined;
	#isOver = false;

	constructor(options: RunOptions) {
		const { store, policies, clock, log, source, runId } = options;
		const { checkpoint } = store;
		this.id = runId;
		this.#options = options;
		this.#categories = new CategoryTable(policies.errors);
		this.#redact = options.redact ?? ((text) => text);
		this.#changed = new Emitter((error) => log.error("A listener of the run threw.", error));
		this.onDidChange = this.#changed.event;
		this.#life = new RunLife(checkpoint.state, () => this.#moved());
		this.#pauses = new Pauses({ life: this.#life, gate: this.#gate, tryDisk: () => this.#recorder.tryAgain() });
		this.#attempts = new Attempts({
			clock,
			timeoutMs: policies.timeoutMs,
			batchSize: policies.batchSize,
			originId: options.originId ?? runId,
			categories: this.#categories,
			redact: this.#redact,
			durations: checkpoint.durations,
			onGivenUp: (attempt, ending) => {
				this.#ended(attempt, ending);
				this.#lanes.replaceOne();
			},
		});
		this.#width = options.width ?? widthOf(policies, clock);
		this.#lanes = new Lanes(this.#width.items, () => this.#lane());
		this.#width.follow(() => {
			this.#lanes.width = this.#width.items;
		});
		this.#feed = this.#newFeed(options);
		if (policies.rateLimit || options.turns || options.operation.target) this.#flow = this.#newFlow();
		this.#retries = new Retries({
			policy: policies.retry,
			clock,
			feed: this.#feed,
			signal: this.#stop.signal,
			onStopped: (work) => this.#leave(work),
		});
		this.#recorder = new Recorder({
			store,
			sinks: options.sinks,
			clock,
			commitEvery: policies.checkpointEveryBatches * policies.batchSize,
			redact: options.redact,
			facts: () => ({
				state: this.#life.state,
				reason: this.#life.reason,
				total: this.#exactTotal(),
				activeMs: this.#progress.activeMs,
			}),
			durations: () => this.#attempts.durations.counts,
			place: (watermark) => source.place?.(watermark),
			onPressure: (isTooMuch) => (isTooMuch ? this.#gate.hold("disk") : this.#gate.release("disk")),
			onFull: (message) => this.#pauses.diskIsFull(message),
			// While it is running, the progress says so ten times a second.
			onCommit: () => this.#life.state !== "running" && this.#changed.fire(this.snapshot),
			onError: (error) => this.#fail(error),
		});
		this.#laneTime = new LaneMeter(() => ({
			lanes: this.#width.items,
			workedMs: this.#attempts.workedMs,
			waitForTurn: this.#flow?.waitForTurn ?? 0,
			held: this.#feed.held,
			waiting: this.#feed.waiting,
		}));
		this.#countsAtStart = this.#recorder.counts;
		this.#progress = new Progress(clock, checkpoint.activeMs, {
			counts: () => this.#recorder.committed,
			inFlight: () => this.#attempts.inFlight,
			durations: () => this.#attempts.durations.recent(clock.monotonic()),
			leastMs: () => Math.max(this.#retries.waitMs, this.#flow?.heldUp?.nextTryMs ?? 0),
			onTick: () => {
				this.#laneTime.update(clock.monotonic());
				// Once there are no more items, nothing is to be paused or halted either.
				if (!this.#stop.signal.aborted) this.#alerts?.look(this.snapshot);
				this.#changed.fire(this.snapshot);
			},
			onSample: (sample) => this.#recorder.touch(sample),
		});
		this.#alerts =
			policies.alerts &&
			new Alerts({
				policy: policies.alerts,
				clock,
				memory: options.memory,
				counts: checkpoint.counts,
				onAct: (action, reason) => (action === "halt" ? this.#end("halt", reason) : this.#pause(reason)),
			});
	}

	get snapshot(): Snapshot {
		const { jobName, source, clock } = this.#options;
		const { durations } = this.#attempts;
		const isRunning = this.#life.state === "running";
		const exact = this.#exactTotal();
		const total = exact === undefined ? source.total() : { count: exact, exact: true };
		return {
			runId: this.id,
			jobName,
			state: this.#life.state,
			reason: this.#life.reason,
			total,
			counts: this.#recorder.committed,
			inFlight: this.#attempts.inFlight,
			waiting: this.#feed.waiting,
			heldUp: this.#flow?.heldUp,
			alerts: isActive(this.#life.state) ? (this.#alerts?.standing ?? []) : [],
			durations: isRunning ? durations.recent(clock.monotonic()) : durations.whole,
			laneTime: isRunning ? this.#laneTime.recent : this.#laneTime.whole,
			concurrency: this.#width.items,
			tuning: this.#width.tuning,
			...this.#progress.figures(total?.count),
		};
	}

	/**
	 * Begins, or goes on from the checkpoint; resolves at the run's end, when its state is on disk.
	 * @throws what the store or a sink throws when it cannot write: outcomes since the last commit are then in doubt
	 */
	async start(): Promise<Summary> {
		const { store, sinks } = this.#options;
		for (const sink of sinks) await sink.open(store.checkpoint.sinks[sink.id]);
		this.#life.begin();
		this.#recorder.touch(this.#progress.sample());
		await this.#recorder.flush();
		const reading = this.#feed.read(this.#stop.signal).catch((error: unknown) => {
			this.#end("halt", `The items could not be read on: ${failureOf(error, this.#categories, this.#redact).message}`);
		});
		do {
			await this.#lanes.run();
			await this.#retries.ended();
			// What a person queued for a retry just when the last lane went home.
		} while (!this.#ending && this.#feed.waiting > 0);
		this.#stop.abort();
		await reading;
		return this.#finish();
	}

	/** Lets attempts under way end, and starts no more until {@link resume}. */
	pause(): void {
		this.#pause(undefined);
	}

	resume(): void {
		if (this.#pauses.resume()) this.#recorder.touch(this.#progress.sample());
	}

	/** Resolves when every outcome that there is so far is on disk; rejects when it could not be written. */
	saved(): Promise<void> {
		return this.#recorder.flush();
	}

	/** Gives out no more items; attempts under way have a few seconds to end, then they leave no outcome. */
	cancel(): void {
		this.#end("cancel", undefined);
	}

	/**
	 * Queues failed (or skipped, or interrupted) items again; they are taken before the source's next ones.
	 * @throws when the run is over; it can be opened again for them
	 */
	retry(selection: FailureSelection): Promise<Moved> {
		return this.#queue(selection, false);
	}

	/**
	 * Takes a person's word that the items are done: they succeed without an attempt.
	 * @throws when the run is over; it can be opened again for them
	 */
	markDone(selection: FailureSelection): Promise<Moved> {
		return this.#queue(selection, true);
	}

	/** Makes failed and interrupted items skipped ones. */
	async skip(selection: FailureSelection): Promise<Moved> {
		const moved = await this.#recorder.between((store) => store.skip(selection), withSkipped);
		this.#changed.fire(this.snapshot);
		return moved;
	}

	/** Pulls items and works on them, one at a time, until there are no more, or it is one lane too many. */
	async #lane(): Promise<LaneEnd> {
		const { clock, operation, policies } = this.#options;
		const startsAreKept = policies.interrupted !== "retry";
		let now = clock.monotonic();
		for (;;) {
			const parked = this.#gate.pass(now);
			if (parked) {
				await parked;
				now = clock.monotonic();
			}
			if (this.#lanes.leave()) return "left";
			const work = this.#feed.take();
			if (!work) {
				if (!(await this.#feed.more())) return "left";
				now = clock.monotonic();
				continue;
			}
			if (work.item.problem !== undefined) {
				this.#settle(work, "failed", 0, undefined, sourceFailure(work.item.problem));
				continue;
			}
			if (work.isDone) {
				this.#settle(work, "succeeded", 0, null, undefined);
				continue;
			}
			if (this.#flow || (startsAreKept && !work.isStarted)) {
				const mayBegin = await this.#mayBegin(work, startsAreKept);
				now = clock.monotonic();
				if (!mayBegin) continue;
			}
			const attempt = this.#attempts.begin(work, now);
			let ending: Ending | undefined;
			try {
				let result = operation.run(work.item, attempt);
				// Fast operations answer at once; then there is nothing to wait for.
				if (isPromiseLike(result)) {
					this.#attempts.wait(attempt);
					result = await result;
					if (attempt.isGivenUp) return "replaced";
				}
				now = clock.monotonic();
				ending = this.#attempts.succeeded(attempt, result, now);
			} catch (error) {
				if (attempt.isGivenUp) return "replaced";
				now = clock.monotonic();
				ending = this.#attempts.failed(attempt, error, now);
			}
			this.#ended(attempt, ending);
		}
	}

	/** @returns false where the item was set aside or left, as the other side takes none, or the run was stopped */
	async #mayBegin(work: WorkItem, startsAreKept: boolean): Promise<boolean> {
		if (this.#flow && !(await this.#flow.clears(work))) return false;
		return !startsAreKept || work.isStarted || this.#keepStart(work);
	}

	/** @param ending undefined where the attempt was cut short, as the run was stopped */
	#ended({ work, heldBackMs }: LiveAttempt, ending: Ending | undefined): void {
		if (ending) this.#learn(ending);
		this.#decide(work, ending, this.#heed(work, ending, heldBackMs));
	}

	/** What failed for itself (no connection, a bug) took its own time, and says nothing of the load. */
	#learn({ durationMs, failure }: Ending): void {
		if (!this.#width.ended) return;
		if (!failure || failure.category === "skip") this.#width.ended({ durationMs, isPushback: false });
		else if (isPushback(failure)) this.#width.ended({ durationMs, isPushback: true });
	}

	/** @returns whether the attempt may begin: not where the run was stopped meanwhile, or the start is not on disk */
	async #keepStart(work: WorkItem): Promise<boolean> {
		const { item, attempts, history } = work;
		const isKept = await this.#recorder.started({ item, attempts, history, startedAt: this.#options.clock.now() });
		work.isStarted = isKept;
		if (isKept && !this.#ending) return true;
		this.#leave(work);
		return false;
	}

	/** What the other side says by how an attempt ended. @returns the side that the item has to wait for, if any */
	#heed(work: WorkItem, ending: Ending | undefined, heldBackMs: number | undefined): OtherSide | undefined {
		if (heldBackMs !== undefined || ending?.retryAfterMs !== undefined) this.#flow ??= this.#newFlow();
		return this.#flow?.ended(work, ending, heldBackMs);
	}

	/**
	 * From how an attempt ended to the item's outcome, or to its next attempt.
	 * @param side takes no attempts at the moment, so that this one does not count
	 */
	#decide(work: WorkItem, ending: Ending | undefined, side: OtherSide | undefined): void {
		// An attempt that was cut short stays under way for good: nobody knows what has come of it.
		work.isUnderWay = ending === undefined;
		if (!ending) {
			this.#leave(work);
		} else if (ending.failure) {
			const { failure, durationMs } = ending;
			if (side) {
				if (this.#ending) this.#leave(work);
				else this.#flow?.setAside(work, side);
			} else if (!this.#retries.mayRetry(work, failure)) {
				this.#settle(work, failure.category === "skip" ? "skipped" : "failed", durationMs, undefined, failure);
			} else if (this.#ending) {
				this.#leave(work);
			} else {
				this.#retries.add(work, failure);
			}
		} else if (ending.result === false) {
			this.#settle(work, "skipped", ending.durationMs, undefined, returnedFalse);
		} else {
			this.#settle(work, "succeeded", ending.durationMs, ending.result, undefined);
		}
	}

	/** Gives the item its outcome. */
	#settle(work: WorkItem, outcome: Outcome, durationMs: number, result: unknown, failure: Failure | undefined): void {
		this.#recorder.record(work, outcome, durationMs, result, failure);
		this.#feed.settled();
		work.onEnded?.(undefined);
		if (outcome !== "failed" || !failure) return;
		const reason =
			failure.category === "fatal"
				? failure.message
				: haltReason(this.#options.policies.halt, since(this.#countsAtStart, this.#recorder.counts));
		if (reason) this.#end("halt", reason);
	}

	/** The run was stopped: the item stays without an outcome, and is run at the next resume, unless it is in doubt. */
	#leave(work: WorkItem): void {
		if (work.isStarted && !work.isUnderWay) this.#recorder.released(work.item.index);
		work.onEnded?.(undefined);
	}

	async #queue(selection: FailureSelection, isDone: boolean): Promise<Moved> {
		if (this.#isOver) throw new Error("The run is over.");
		const moved = await this.#recorder.between((store) => store.queue(selection, isDone), without);
		this.#feed.queueGrew(movedCount(moved));
		this.#changed.fire(this.snapshot);
		return moved;
	}

	#pause(reason: string | undefined): void {
		if (this.#pauses.pause(reason)) this.#recorder.touch(this.#progress.sample());
	}

	#end(event: RunEvent, reason: string | undefined): void {
		if (this.#ending) return;
		this.#ending = { event, reason };
		this.#stop.abort(new StoppedError("The run was stopped."));
		for (const work of this.#feed.close()) this.#leave(work);
		for (const work of this.#flow?.end() ?? []) this.#leave(work);
		this.#pauses.end();
		this.#gate.release("disk");
		this.#graceTimer = this.#options.clock.timer(stopGraceMs, () => {
			this.#attempts.abortAll(this.#stop.signal.reason);
			this.#recorder.giveUpWaiting();
		});
	}

	#fail(error: unknown): void {
		this.#failure ??= { error };
		this.#end("halt", undefined);
	}

	/** The tail of the results comes before the final state: who finds that state can rely on the results. */
	async #finish(): Promise<Summary> {
		try {
			if (this.#failure) throw this.#failure.error;
			await this.#recorder.flush();
			this.#recorder.touch(this.#progress.lastSample());
			this.#isOver = true;
			await this.#recorder.writeTail();
			const { failed, interrupted } = this.#recorder.counts;
			const finished = failed + interrupted > 0 ? "finishWithFailures" : "finish";
			this.#life.move(this.#ending?.event ?? finished, this.#ending?.reason);
			await this.#recorder.flush();
		} finally {
			this.#progress.stop();
			this.#graceTimer?.dispose();
		}
		this.#changed.fire(this.snapshot);
		return summaryOf(this.snapshot);
	}

	#moved(): void {
		if (this.#life.state === "running") {
			this.#alerts?.resumed(this.#progress.activeMs, this.#recorder.committed);
			this.#progress.start();
		} else {
			this.#progress.stop();
		}
		this.#laneTime.skip();
		this.#changed.fire(this.snapshot);
	}

	#newFlow(): Flow {
		const { clock, operation, policies } = this.#options;
		const { rateLimit, retry } = policies;
		return new Flow({
			clock,
			gate: this.#gate,
			turns: this.#options.turns ?? (rateLimit && new Turns(new TurnLine(rateLimit, clock))),
			gathering: () => operation.gathering,
			sides: new OtherSides({
				clock,
				feed: this.#feed,
				target: operation.target && ((item) => operation.target?.(item)),
				attempts: retry.attempts,
				onGivenUp: (name, reason) => {
					// Then this is not one host of many, but all that the job is about.
					if (this.#recorder.counts.succeeded > this.#countsAtStart.succeeded) return;
					this.#end("halt", `Nobody has answered at ${name} for over a minute. The last attempt: ${reason}`);
				},
			}),
			onStopped: (work) => this.#leave(work),
		});
	}

	#newFeed({ store, source, policies }: RunOptions): ItemFeed {
		const { checkpoint } = store;
		return new ItemFeed({
			source: nextState(checkpoint.state, "retry") ? undefined : source,
			place: checkpoint.place,
			done: checkpoint.done,
			queued: checkpoint.queued,
			takeQueued: (limit) =>
				this.#recorder
					.whenRoom(() => store.takeQueued(limit))
					.catch((error: unknown) => {
						this.#fail(error);
						return [];
					}),
			maxWaiting: Math.max(64, 16 * policies.concurrency),
		});
	}

	/** Kept with the outcomes, so that a run that was cut short can still say how far it is. */
	#exactTotal(): number | undefined {
		const { store, source } = this.#options;
		const counted = this.#feed.total ?? store.checkpoint.total;
		if (counted !== undefined) return counted;
		const told = source.total();
		return told?.exact ? told.count : undefined;
	}
}

function widthOf({ concurrency, auto }: Policies, clock: Clock): Width {
	return auto.concurrency ? new AutoWidth(clock, autoConcurrency.start, concurrency) : fixedWidth(concurrency);
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
	return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
