import { formatCount, formatCountOf } from "../../base/format.ts";
import { settledCount } from "../../engine/model/counts.ts";
import type { Checkpoint } from "../../engine/model/ports.ts";
import { isResumable } from "../../engine/model/runState.ts";
import { type InDoubtDecision, inDoubtDecisions } from "../../store/database/items/inDoubt.ts";
import { type Repeats, repeatTexts } from "../../wording/repeatTexts.ts";
import { notDoneTexts } from "../../wording/resultText.ts";

export interface ResumeInfo {
	/** Failed items that the resume itself has queued again. */
	readonly requeued: number;
	readonly limit: number | undefined;
	/** Keys of the job that have changed. */
	readonly changed: readonly string[];
	/** How many items were in doubt, by what was decided about them: since the last process, and left so by an earlier resume. */
	readonly doubts: readonly ReadonlyMap<InDoubtDecision, number>[];
	/** What may run a second time, as no starts are recorded. */
	readonly repeats: Repeats | undefined;
}

const decisions: Readonly<Record<InDoubtDecision, string>> = {
	retry: "run again",
	skip: "skipped",
	done: "taken as done",
	later: "left as they are, to be decided later",
};

/** Shown to the user when a run is resumed: where it stands, and what has changed. */
export function resumeNotes(
	runId: string,
	{ state, counts, total, queued }: Checkpoint,
	{ requeued, limit, changed, doubts, repeats }: ResumeInfo,
): readonly string[] {
	const notes: string[] = [];
	const decided = inDoubtDecisions.map((decision) => {
		return [decision, doubts.reduce((sum, counts) => sum + (counts.get(decision) ?? 0), 0)] as const;
	});
	const doubtful = decided.reduce((sum, [, count]) => sum + count, 0);
	if (isResumable(state)) {
		const of = total === undefined ? "" : ` of ${formatCount(total)}`;
		const notDone = notDoneTexts(counts).map((text) => `, ${text}`);
		notes.push(`Resuming run ${runId}: ${formatCount(settledCount(counts))}${of} done${notDone.join("")}.`);
	} else if (queued === 0 && requeued === 0 && doubtful === 0) {
		notes.push(`Run ${runId} is done: there is nothing left to do.`);
	}
	if (queued > 0) notes.push(`${formatCountOf(queued, "item")} wait${queued === 1 ? "s" : ""} for another try.`);
	if (requeued > 0) notes.push(`${formatCountOf(requeued, "item")} that had failed for good will be tried again.`);
	for (const [decision, count] of decided) {
		if (count === 0) continue;
		notes.push(
			`${formatCountOf(count, "item")} had started when the process died, and will be ${decisions[decision]}.`,
		);
	}
	if (repeats) notes.push(...repeatTexts(repeats, total === undefined ? undefined : total - settledCount(counts)));
	if (limit !== undefined)
		notes.push(`It was started with a limit of ${formatCountOf(limit, "item")}, which still applies.`);
	if (changed.length > 0) {
		const keys = changed.map((key) => `"${key}"`).join(", ");
		notes.push(`The job has changed since: from now on the run uses its new ${keys}.`);
	}
	if (changed.includes("output"))
		notes.push("Results so far stay where they were written; the run folder has all of them.");
	return notes;
}
