import type { Disposable } from "../base/disposable.ts";
import { Emitter, type Event } from "../base/emitter.ts";
import { formatDuration } from "../base/format.ts";
import { failureOf } from "./errors/failureOf.ts";
import { haltReason } from "./lifecycle/haltReason.ts";
import { type Moved, movedCount, openCount, settledCount, without, withSkipped } from "./model/counts.ts";
import type { Failure } from "./model/outcome.ts";
import type { FailureSelection } from "./model/ports.ts";
import type { Snapshot } from "./model/snapshot.ts";
import { type Summary, summaryOf } from "./model/summary.ts";
import { writeTail } from "./recording/writeTail.ts";
import type { RunOptions } from "./runOptions.ts";
import { type RunParts, runParts } from "./runParts.ts";

/** How long attempts under way may go on after the run was stopped, ms. */
const stopGraceMs = 5_000;

/** How often a paused run looks whether its time is over, ms: it is not, as long as the pause lasts. */
const pausedCheckMs = 1_000;

/**
 * Runs a job through its ports, from a checkpoint to an end. Its parts are built in {@link runParts}; an item's way
 * through them is in `itemPipeline.ts`. The caller opens the store first, and closes it, the sinks and the operation
 * afterwards.
 *
 * @example
 * const run = new Run({ runId, jobName, source, operation, sinks: [], store, policies, clock: systemClock, log });
 * run.onDidChange(({ counts }) => console.log(counts.succeeded));
 * const { state } = await run.start(); // "completed"
 */
export class Run {
	readonly id: string;
	/** At each change of state, and at most ten times a second while something moves. */
	readonly onDidChange: Event<Snapshot>;
	readonly #changed: Emitter<Snapshot>;
	readonly #options: RunOptions;
	readonly #parts: RunParts;
	#graceTimer: Disposable | undefined;
	#durationTimer: Disposable | undefined;
	/** Items that the user wants tried again, on their way into the queue. */
	readonly #queueing = new Set<Promise<unknown>>();
	#isOver = false;

	constructor(options: RunOptions) {
		const parts = runParts(options);
		this.id = options.runId;
		this.#options = options;
		this.#parts = parts;
		this.#changed = new Emitter((error) => options.log.error("A listener of the run threw.", error));
		this.onDidChange = this.#changed.event;
		const { stateMachine, metrics, commits, pipeline, ending } = parts;
		stateMachine.onDidChange(() => this.#fireChange());
		metrics.onDidTick(() => this.#fireChange());
		commits.onDidCommit(() => {
			// While it is running, the metrics tick ten times a second.
			if (stateMachine.state !== "running") this.#fireChange();
		});
		metrics.onDidDemand(({ action, reason }) => (action === "halt" ? ending.halt(reason) : this.#pause(reason)));
		pipeline.onDidFail((failure) => this.#haltAfter(failure));
		if (options.policies.halt.successes !== undefined) pipeline.onDidSucceed(() => this.#haltAfter(undefined));
		ending.onDidRequest(() => this.#stop());
	}

	get snapshot(): Snapshot {
		return this.#parts.metrics.snapshot;
	}

	/** Whether it still reads items, or has some that it has not begun with. */
	get hasMoreItems(): boolean {
		return !this.#parts.feed.isDrained && !this.#parts.ending.signal.aborted;
	}

	/** Items that were left without an outcome, and that may have been done: a resume runs them a second time. */
	get mayRunAgain(): number {
		return this.#parts.recorder.mayRunAgain;
	}

	/**
	 * Starts, or resumes from the checkpoint; resolves at the run's end, when its state is on disk.
	 * @throws what the store or a sink throws when it cannot write: outcomes since the last commit are then in doubt
	 */
	async start(): Promise<Summary> {
		const { store, sinks } = this.#options;
		const { stateMachine, commits, metrics, lanes, pipeline, retries, feed, ending } = this.#parts;
		for (const sink of sinks) await sink.open(store.checkpoint.sinks[sink.id]);
		stateMachine.begin();
		this.#limitDuration();
		commits.touch(metrics.sample());
		await commits.flush();
		const reading = this.#read();
		do {
			await lanes.run(() => pipeline.lane());
			await retries.ended();
			// The user may have queued items for a retry just when the last lane left, or be about to.
			while (this.#queueing.size > 0) await Promise.allSettled(this.#queueing);
		} while (!ending.early && feed.waiting > 0);
		// Nobody would take what is queued from here on.
		if (!ending.early) this.#isOver = true;
		ending.complete();
		await reading;
		return this.#finish();
	}

	/** Lets attempts under way end, and starts no more until {@link resume}. */
	pause(): void {
		this.#pause(undefined);
	}

	resume(): void {
		const { pauseControl, commits, metrics } = this.#parts;
		if (pauseControl.resume()) commits.touch(metrics.sample());
	}

	/** Tries at once whom the run waits for, and what was told to wait. */
	tryNow(): void {
		this.#parts.admission.tryNow();
		this.#fireChange();
	}

	/** Resolves when every outcome so far is on disk; rejects when it could not be written. */
	saved(): Promise<void> {
		return this.#parts.commits.flush();
	}

	/** Gives out no more items; attempts under way have a few seconds to end, then they leave no outcome. */
	cancel(): void {
		this.#parts.ending.cancel();
	}

	/**
	 * Queues failed (or skipped, or interrupted) items again; they are taken before the source's next ones.
	 * @throws when the run is over; it can be opened again for them
	 */
	retry(selection: FailureSelection): Promise<Moved> {
		return this.#queue(selection, false);
	}

	/**
	 * Takes the user's word that the items are done: they succeed without an attempt.
	 * @throws when the run is over; it can be opened again for them
	 */
	markDone(selection: FailureSelection): Promise<Moved> {
		return this.#queue(selection, true);
	}

	/** Gives failed and interrupted items the outcome `skipped`. */
	async skip(selection: FailureSelection): Promise<Moved> {
		const moved = await this.#parts.commits.between((store) => store.skip(selection), withSkipped);
		this.#fireChange();
		return moved;
	}

	async #queue(selection: FailureSelection, isDone: boolean): Promise<Moved> {
		if (this.#isOver) throw new Error("The run is over.");
		const queueing = this.#queueNow(selection, isDone);
		this.#queueing.add(queueing);
		try {
			return await queueing;
		} finally {
			this.#queueing.delete(queueing);
		}
	}

	async #queueNow(selection: FailureSelection, isDone: boolean): Promise<Moved> {
		const { commits, feed } = this.#parts;
		const moved = await commits.between((store) => store.queue(selection, isDone), without);
		feed.queueGrew(movedCount(moved));
		this.#fireChange();
		return moved;
	}

	async #read(): Promise<void> {
		const { feed, ending, categories, redact } = this.#parts;
		try {
			await feed.read(ending.signal);
		} catch (error) {
			ending.halt(`Reading the items failed: ${failureOf(error, categories, redact).message}`);
		}
	}

	#pause(reason: string | undefined): void {
		const { pauseControl, commits, metrics } = this.#parts;
		if (pauseControl.pause(reason)) commits.touch(metrics.sample());
	}

	/** Pauses do not count. */
	#limitDuration(): void {
		const { policies, clock } = this.#options;
		const { durationMs } = policies.halt;
		if (durationMs === undefined) return;
		const { ending } = this.#parts;
		const beforeMs = this.snapshot.activeMs;
		const check = () => {
			const { activeMs, state } = this.snapshot;
			const leftMs = beforeMs + durationMs - activeMs;
			if (leftMs <= 0) ending.halt(`It has been running for ${formatDuration(durationMs)} (halt.duration).`);
			else this.#durationTimer = clock.timer(Math.max(leftMs, state === "running" ? 1 : pausedCheckMs), check);
		};
		this.#durationTimer = clock.timer(durationMs, check);
	}

	#haltAfter(failure: Failure | undefined): void {
		const { counts, ending, feed } = this.#parts;
		const hasMore = feed.total !== settledCount(counts.current);
		const reason =
			failure?.category === "fatal" ? failure.message : haltReason(this.#options.policies.halt, counts, hasMore);
		if (reason) ending.halt(reason);
	}

	/** Waiting items stay without an outcome; attempts under way have some time to end. */
	#stop(): void {
		const { feed, admission, recorder, reuse, pauseControl, gate, attempts, disk, ending } = this.#parts;
		const endsNow = ending.early?.event === "halt" && this.#options.policies.halt.now;
		for (const work of [...feed.close(), ...admission.end(), ...reuse.end()]) recorder.abandon(work);
		pauseControl.end();
		gate.release("backlog");
		this.#graceTimer = this.#options.clock.timer(endsNow ? 0 : stopGraceMs, () => {
			attempts.abortAll(ending.signal.reason);
			disk.abandon();
		});
	}

	/** The tail of the results comes before the final state: whoever sees that state can rely on the results. */
	async #finish(): Promise<Summary> {
		const { store, sinks, redact } = this.#options;
		const { ending, commits, counts, disk, stateMachine, metrics } = this.#parts;
		try {
			if (ending.failure) throw ending.failure.error;
			await commits.flush();
			commits.touch(metrics.lastSample());
			this.#isOver = true;
			await writeTail({ store, sinks, redact, disk });
			const finished = openCount(counts.current) > 0 ? "finishWithFailures" : "finish";
			stateMachine.move(ending.early?.event ?? finished, ending.early?.reason);
			await commits.flush();
		} finally {
			metrics.stop();
			this.#graceTimer?.dispose();
			this.#durationTimer?.dispose();
		}
		this.#fireChange();
		return summaryOf(this.snapshot);
	}

	#fireChange(): void {
		this.#changed.fire(this.snapshot);
	}
}
