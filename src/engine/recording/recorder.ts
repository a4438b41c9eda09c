import { maskedJson } from "../../base/maskedJson.ts";
import { errorGroupId } from "../errors/errorGroupId.ts";
import { reusedFailure } from "../errors/knownFailures.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { AttemptResult } from "../model/attemptResult.ts";
import type { FailedOutcome, Failure, Outcome } from "../model/outcome.ts";
import type { SettledItem } from "../model/ports.ts";
import type { CommitQueue } from "./commitQueue.ts";
import type { LiveCounts } from "./liveCounts.ts";

/** Counts outcomes, and puts them with their result lines into the next commit. */
export class Recorder {
	readonly #commits: CommitQueue;
	readonly #counts: LiveCounts;
	#mayRunAgain = 0;
	readonly #redact: ((text: string) => string) | undefined;

	/** @param redact takes secrets out of keys; undefined where there are none */
	constructor(commits: CommitQueue, counts: LiveCounts, redact: ((text: string) => string) | undefined) {
		this.#commits = commits;
		this.#counts = counts;
		this.#redact = redact;
	}

	/** Abandoned items that may have been done. */
	get mayRunAgain(): number {
		return this.#mayRunAgain;
	}

	/** @param last how the item's last attempt ended; a failure says why the item did not succeed */
	record(work: WorkItem, outcome: Outcome | FailedOutcome, { result, failure, durationMs }: AttemptResult): void {
		const { item, attempts, retried, history } = work;
		const { pending } = this.#commits;
		if (failure && outcome !== "succeeded") {
			pending.failed.push({ item, outcome, failure, groupId: errorGroupId(failure), attempts, history });
		} else {
			pending.lines.add(item, attempts, durationMs, result);
			if (retried) pending.recovered.push(item.index);
		}
		pending.settled.push(item.index);
		this.#counts.add(outcome, attempts > 1 ? work.retriesThisRound : 0);
		this.#commits.outcomeAdded();
	}

	/** Whether two items whose keys have the same hash have the same key. */
	hasSameKey({ item: { key } }: WorkItem, first: SettledItem): boolean {
		if (first.outcome !== "succeeded") return first.item.key === key;
		const json = JSON.stringify(key);
		return first.key === (this.#redact ? maskedJson(json, this.#redact) : json);
	}

	/** Gives an item the outcome of the first one with its key, and its result. @returns why it did not succeed */
	recordReused({ item, retried }: WorkItem, first: SettledItem): Failure | undefined {
		const { pending } = this.#commits;
		let failure: Failure | undefined;
		if (first.outcome === "succeeded") {
			pending.lines.addReused(item, first);
			if (retried) pending.recovered.push(item.index);
		} else {
			failure = reusedFailure(first.failure, first.item.index);
			pending.failed.push({ ...first, item, failure });
		}
		pending.settled.push(item.index);
		this.#counts.add(first.outcome, 0);
		this.#commits.outcomeAdded();
		return failure;
	}

	/** The run was stopped: the item stays without an outcome, and runs at the next resume, unless it is in doubt. */
	abandon(work: WorkItem): void {
		if (work.hasBegun || work.mayBeDone) this.#mayRunAgain++;
		if (work.isStarted && !work.isUnderWay) this.#commits.released(work.item.index);
		work.onEnded?.(undefined);
	}
}
