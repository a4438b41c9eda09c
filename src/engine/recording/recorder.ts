import { errorGroupId } from "../errors/errorGroupId.ts";
import type { WorkItem } from "../items/workItem.ts";
import type { AttemptResult } from "../model/attemptResult.ts";
import type { FailedOutcome, Outcome } from "../model/outcome.ts";
import type { CommitQueue } from "./commitQueue.ts";
import type { LiveCounts } from "./liveCounts.ts";

/** Counts outcomes, and puts them with their result lines into the next commit. */
export class Recorder {
	readonly #commits: CommitQueue;
	readonly #counts: LiveCounts;

	constructor(commits: CommitQueue, counts: LiveCounts) {
		this.#commits = commits;
		this.#counts = counts;
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

	/** The run was stopped: the item stays without an outcome, and runs at the next resume, unless it is in doubt. */
	abandon(work: WorkItem): void {
		if (work.isStarted && !work.isUnderWay) this.#commits.released(work.item.index);
		work.onEnded?.(undefined);
	}
}
