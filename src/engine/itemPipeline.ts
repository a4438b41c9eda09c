import type { Clock } from "../base/clock.ts";
import { isPromiseLike } from "../base/promiseLike.ts";
import type { Flow } from "./admission/flow.ts";
import type { OtherSide } from "./admission/otherSide.ts";
import type { Attempts, Ending } from "./attempts/attempts.ts";
import type { LiveAttempt } from "./attempts/liveAttempt.ts";
import type { Retries } from "./attempts/retries.ts";
import type { LaneEnd, Lanes } from "./concurrency/lanes.ts";
import type { Width } from "./concurrency/width.ts";
import { returnedFalse, sourceFailure } from "./errors/knownFailures.ts";
import { isPushback } from "./errors/pushback.ts";
import type { ItemFeed } from "./items/itemFeed.ts";
import type { WorkItem } from "./items/workItem.ts";
import type { Gate } from "./lifecycle/gate.ts";
import type { Failure, Outcome } from "./model/outcome.ts";
import type { Operation } from "./model/ports.ts";
import type { Recorder } from "./recording/recorder.ts";

export interface WayOptions {
	readonly clock: Clock;
	readonly operation: Operation;
	/** An item's start is on disk before its first attempt. */
	readonly startsAreKept: boolean;
	readonly gate: Gate;
	readonly feed: ItemFeed;
	readonly attempts: Attempts;
	readonly retries: Retries;
	readonly recorder: Recorder;
	readonly width: Width;
	lanes(): Lanes;
	/** Undefined where attempts may begin as fast as they go: that costs nothing. */
	flow(): Flow | undefined;
	/** From now on there is one. */
	needFlow(): Flow;
	/** The run is to give out no more items. */
	isStopped(): boolean;
	onFailed(failure: Failure): void;
}

/**
 * The way of an item, from top to bottom: {@link lane} → {@link Flow} → {@link Attempts} → {@link ended} →
 * {@link #decide} → {@link Retries} or {@link #settle} → {@link Recorder}.
 */
export class ItemWay {
	readonly #options: WayOptions;

	constructor(options: WayOptions) {
		this.#options = options;
	}

	/** Pulls items and works on them, one at a time, until there are no more, or it is one lane too many. */
	async lane(): Promise<LaneEnd> {
		const { clock, operation, startsAreKept, gate, feed, attempts, lanes, flow } = this.#options;
		let now = clock.monotonic();
		for (;;) {
			const parked = gate.pass(now);
			if (parked) {
				await parked;
				now = clock.monotonic();
			}
			if (lanes().leave()) {
				feed.wakeNext();
				return "left";
			}
			const work = feed.take();
			if (!work) {
				if (!(await feed.more())) return "left";
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
			if (flow() || (startsAreKept && !work.isStarted)) {
				const mayBegin = await this.#mayBegin(work);
				now = clock.monotonic();
				if (!mayBegin) continue;
			}
			const attempt = attempts.begin(work, now);
			let ending: Ending | undefined;
			try {
				let result = operation.run(work.item, attempt);
				// Fast operations answer at once; then there is nothing to wait for.
				if (isPromiseLike(result)) {
					attempts.wait(attempt);
					result = await result;
					if (attempt.isGivenUp) return "replaced";
				}
				now = clock.monotonic();
				ending = attempts.succeeded(attempt, result, now);
			} catch (error) {
				if (attempt.isGivenUp) return "replaced";
				now = clock.monotonic();
				ending = attempts.failed(attempt, error, now);
			}
			this.ended(attempt, ending);
		}
	}

	/** @param ending undefined where the attempt was cut short, as the run was stopped */
	ended({ work, heldBackMs }: LiveAttempt, ending: Ending | undefined): void {
		if (ending) this.#learn(ending);
		this.#decide(work, ending, this.#heed(work, ending, heldBackMs));
	}

	/** The run was stopped: the item stays without an outcome, and is run at the next resume, unless it is in doubt. */
	leave(work: WorkItem): void {
		if (work.isStarted && !work.isUnderWay) this.#options.recorder.released(work.item.index);
		work.onEnded?.(undefined);
	}

	/** @returns false where the item was set aside or left, as the other side takes none, or the run was stopped */
	async #mayBegin(work: WorkItem): Promise<boolean> {
		const { startsAreKept, flow } = this.#options;
		const cleared = flow();
		if (cleared && !(await cleared.clears(work))) return false;
		return !startsAreKept || work.isStarted || this.#keepStart(work);
	}

	/** @returns whether the attempt may begin: not where the run was stopped meanwhile, or the start is not on disk */
	async #keepStart(work: WorkItem): Promise<boolean> {
		const { recorder, clock, isStopped } = this.#options;
		const { item, attempts, history } = work;
		const isKept = await recorder.started({ item, attempts, history, startedAt: clock.now() });
		work.isStarted = isKept;
		if (isKept && !isStopped()) return true;
		this.leave(work);
		return false;
	}

	/** What failed for itself (no connection, a bug) took its own time, and says nothing of the load. */
	#learn({ durationMs, failure }: Ending): void {
		const { width } = this.#options;
		if (!width.ended) return;
		if (!failure || failure.category === "skip") width.ended({ durationMs, isPushback: false });
		else if (isPushback(failure)) width.ended({ durationMs, isPushback: true });
	}

	/** What the other side says by how an attempt ended. @returns the side that the item has to wait for, if any */
	#heed(work: WorkItem, ending: Ending | undefined, heldBackMs: number | undefined): OtherSide | undefined {
		const { flow, needFlow } = this.#options;
		const isAsked = heldBackMs !== undefined || ending?.retryAfterMs !== undefined;
		return (isAsked ? needFlow() : flow())?.ended(work, ending, heldBackMs);
	}

	/**
	 * From how an attempt ended to the item's outcome, or to its next attempt.
	 * @param side takes no attempts at the moment, so that this one does not count
	 */
	#decide(work: WorkItem, ending: Ending | undefined, side: OtherSide | undefined): void {
		const { retries, flow, isStopped } = this.#options;
		// An attempt that was cut short stays under way for good: nobody knows what has come of it.
		work.isUnderWay = ending === undefined;
		if (!ending) {
			this.leave(work);
		} else if (ending.failure) {
			const { failure, durationMs } = ending;
			if (side) {
				if (isStopped()) this.leave(work);
				else flow()?.setAside(work, side);
			} else if (!retries.mayRetry(work, failure)) {
				this.#settle(work, failure.category === "skip" ? "skipped" : "failed", durationMs, undefined, failure);
			} else if (isStopped()) {
				this.leave(work);
			} else {
				retries.add(work, failure);
			}
		} else if (ending.result === false) {
			this.#settle(work, "skipped", ending.durationMs, undefined, returnedFalse);
		} else {
			this.#settle(work, "succeeded", ending.durationMs, ending.result, undefined);
		}
	}

	/** Gives the item its outcome. */
	#settle(work: WorkItem, outcome: Outcome, durationMs: number, result: unknown, failure: Failure | undefined): void {
		const { recorder, feed, onFailed } = this.#options;
		recorder.record(work, outcome, durationMs, result, failure);
		feed.settled();
		work.onEnded?.(undefined);
		if (outcome === "failed" && failure) onFailed(failure);
	}
}
