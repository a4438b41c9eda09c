import { formatCount, formatCountOf } from "../base/format.ts";
import { settledCount } from "../engine/counts.ts";
import type { Checkpoint } from "../engine/ports.ts";
import { isResumable } from "../engine/runState.ts";

/**
 * Where a run goes on, for a person.
 * @param requeued failed items that the resume itself has queued again
 * @param changed keys of the job that are not what they were
 */
export function resumeNotes(
	runId: string,
	{ state, counts, total, queued }: Checkpoint,
	{ requeued, limit, changed }: { requeued: number; limit: number | undefined; changed: readonly string[] },
): readonly string[] {
	const notes: string[] = [];
	if (isResumable(state)) {
		const of = total === undefined ? "" : ` of ${formatCount(total)}`;
		const failed = counts.failed === 0 ? "" : `, ${formatCount(counts.failed)} of them failed`;
		notes.push(`Going on with run ${runId}: ${formatCount(settledCount(counts))}${of} done${failed}.`);
	} else if (queued === 0 && requeued === 0) {
		notes.push(`Run ${runId} is done: there is nothing left to do.`);
	}
	if (queued > 0) notes.push(`${formatCountOf(queued, "item")} wait${queued === 1 ? "s" : ""} for another try.`);
	if (requeued > 0) notes.push(`${formatCountOf(requeued, "item")} that had failed for good will be tried again.`);
	if (limit !== undefined)
		notes.push(`It was begun with a limit of ${formatCountOf(limit, "item")}, which still holds.`);
	if (changed.length > 0) {
		const keys = changed.map((key) => `"${key}"`).join(", ");
		notes.push(`The job has changed since: ${keys} now ${changed.length === 1 ? "holds" : "hold"} as the job says.`);
	}
	if (changed.includes("output"))
		notes.push("Results so far stay where they were written; the run folder has all of them.");
	return notes;
}
