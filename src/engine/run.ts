import type { Clock } from "../base/clock.ts";
import type { Disposable } from "../base/disposable.ts";
import { Emitter, type Event } from "../base/emitter.ts";
import { Flow } from "./admission/flow.ts";
import { OtherSides } from "./admission/otherSides.ts";
import { TurnLine } from "./admission/turnLine.ts";
import { Turns } from "./admission/turns.ts";
import { Attempts } from "./attempts/attempts.ts";
import { StoppedError } from "./attempts/liveAttempt.ts";
import { Retries } from "./attempts/retries.ts";
import { widthOf } from "./concurrency/autoWidth.ts";
import { Lanes } from "./concurrency/lanes.ts";
import type { Width } from "./concurrency/width.ts";
import { CategoryTable } from "./errors/categoryTable.ts";
import { failureOf } from "./errors/failureOf.ts";
import { ItemFeed } from "./items/itemFeed.ts";
import { ItemWay } from "./itemWay.ts";
import { Gate } from "./lifecycle/gate.ts";
import { haltReason } from "./lifecycle/haltReason.ts";
import { Pauses } from "./lifecycle/pauses.ts";
import { RunLife } from "./lifecycle/runLife.ts";
import { Gauges } from "./metrics/gauges.ts";
import { type Counts, type Moved, movedCount, since, without, withSkipped } from "./model/counts.ts";
import type { Failure } from "./model/outcome.ts";
import type { Policies } from "./model/policies.ts";
import type { FailureSelection, Log, Operation, Sink, Source, Store, Total } from "./model/ports.ts";
import { nextState, type RunEvent } from "./model/runState.ts";
import type { Snapshot } from "./model/snapshot.ts";
import { type Summary, summaryOf } from "./model/summary.ts";
import { Recorder } from "./recording/recorder.ts";

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
 * Runs a job through its ports, from a checkpoint to an end: {@link ItemFeed} → {@link Lanes} → {@link ItemWay}, which
 * can be read from top to bottom. The caller opens the store first, and closes it, the sinks and the operation afterwards.
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
	readonly #feed: ItemFeed;
	readonly #retries: Retries;
	readonly #recorder: Recorder;
	readonly #gauges: Gauges;
	readonly #way: ItemWay;
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
				this.#way.ended(attempt, ending);
				this.#lanes.replaceOne();
			},
		});
		this.#width = options.width ?? widthOf(policies, clock);
		this.#feed = this.#newFeed(options);
		if (policies.rateLimit || options.turns || options.operation.target) this.#needFlow();
		this.#retries = new Retries({
			policy: policies.retry,
			clock,
			feed: this.#feed,
			signal: this.#stop.signal,
			onStopped: (work) => this.#way.leave(work),
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
				total: this.#exactTotal,
				activeMs: this.#gauges.activeMs,
			}),
			durations: () => this.#attempts.durations.counts,
			place: (watermark) => source.place?.(watermark),
			onPressure: (isTooMuch) => (isTooMuch ? this.#gate.hold("disk") : this.#gate.release("disk")),
			onFull: (message) => this.#pauses.diskIsFull(message),
			// While it is running, the progress says so ten times a second.
			onCommit: () => this.#life.state !== "running" && this.#changed.fire(this.snapshot),
			onError: (error) => this.#fail(error),
		});
		this.#countsAtStart = this.#recorder.counts;
		const parts = {
			clock,
			width: this.#width,
			feed: this.#feed,
			attempts: this.#attempts,
			retries: this.#retries,
			recorder: this.#recorder,
			flow: () => this.#flow,
		};
		this.#gauges = new Gauges({
			...parts,
			runId,
			jobName: options.jobName,
			life: this.#life,
			activeMs: checkpoint.activeMs,
			alerts: policies.alerts,
			memory: options.memory,
			total: () => this.#total,
			isDrained: () => this.#stop.signal.aborted,
			onTick: () => this.#changed.fire(this.snapshot),
			onAlert: (action, reason) => (action === "halt" ? this.#end("halt", reason) : this.#pause(reason)),
		});
		this.#way = new ItemWay({
			...parts,
			operation: options.operation,
			startsAreKept: policies.interrupted !== "retry",
			gate: this.#gate,
			lanes: () => this.#lanes,
			needFlow: () => this.#needFlow(),
			isStopped: () => this.#ending !== undefined,
			onFailed: (failure) => this.#failed(failure),
		});
		this.#lanes = new Lanes(this.#width.items, () => this.#way.lane());
		this.#width.follow(() => {
			this.#lanes.width = this.#width.items;
		});
	}

	get snapshot(): Snapshot {
		return this.#gauges.snapshot;
	}

	/**
	 * Begins, or goes on from the checkpoint; resolves at the run's end, when its state is on disk.
	 * @throws what the store or a sink throws when it cannot write: outcomes since the last commit are then in doubt
	 */
	async start(): Promise<Summary> {
		const { store, sinks } = this.#options;
		for (const sink of sinks) await sink.open(store.checkpoint.sinks[sink.id]);
		this.#life.begin();
		this.#recorder.touch(this.#gauges.sample());
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
		if (this.#pauses.resume()) this.#recorder.touch(this.#gauges.sample());
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

	async #queue(selection: FailureSelection, isDone: boolean): Promise<Moved> {
		if (this.#isOver) throw new Error("The run is over.");
		const moved = await this.#recorder.between((store) => store.queue(selection, isDone), without);
		this.#feed.queueGrew(movedCount(moved));
		this.#changed.fire(this.snapshot);
		return moved;
	}

	#pause(reason: string | undefined): void {
		if (this.#pauses.pause(reason)) this.#recorder.touch(this.#gauges.sample());
	}

	#end(event: RunEvent, reason: string | undefined): void {
		if (this.#ending) return;
		this.#ending = { event, reason };
		this.#stop.abort(new StoppedError("The run was stopped."));
		for (const work of this.#feed.close()) this.#way.leave(work);
		for (const work of this.#flow?.end() ?? []) this.#way.leave(work);
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
			this.#recorder.touch(this.#gauges.lastSample());
			this.#isOver = true;
			await this.#recorder.writeTail();
			const { failed, interrupted } = this.#recorder.counts;
			const finished = failed + interrupted > 0 ? "finishWithFailures" : "finish";
			this.#life.move(this.#ending?.event ?? finished, this.#ending?.reason);
			await this.#recorder.flush();
		} finally {
			this.#gauges.stop();
			this.#graceTimer?.dispose();
		}
		this.#changed.fire(this.snapshot);
		return summaryOf(this.snapshot);
	}

	#failed(failure: Failure): void {
		const reason =
			failure.category === "fatal"
				? failure.message
				: haltReason(this.#options.policies.halt, since(this.#countsAtStart, this.#recorder.counts));
		if (reason) this.#end("halt", reason);
	}

	#moved(): void {
		this.#gauges.stateChanged();
		this.#changed.fire(this.snapshot);
	}

	#needFlow(): Flow {
		this.#flow ??= this.#newFlow();
		return this.#flow;
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
			onStopped: (work) => this.#way.leave(work),
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

	get #total(): Total | undefined {
		const { store, source } = this.#options;
		const counted = this.#feed.total ?? store.checkpoint.total;
		return counted === undefined ? source.total() : { count: counted, exact: true };
	}

	/** Kept with the outcomes, so that a run that was cut short can still say how far it is. */
	get #exactTotal(): number | undefined {
		const total = this.#total;
		return total?.exact ? total.count : undefined;
	}
}
