import { formatBytes, formatCountOf } from "../../base/format.ts";
import type { Log } from "../../engine/model/ports.ts";
import { isResumable } from "../../engine/model/runState.ts";
import { type Retention, runsToGo } from "../../store/history/retention.ts";
import type { ReadableRun, RunListing } from "../../store/history/runList.ts";
import { withSizes } from "../../store/history/runSize.ts";
import type { Runs } from "./runs.ts";

/**
 * Deletes the finished runs that are beyond the retention. Never rejects, as no caller waits for it.
 * @param found on disk when the window opened
 */
export async function pruneHistory(
	found: readonly RunListing[],
	runs: Pick<Runs, "get" | "delete">,
	retention: Retention,
	log: Log,
): Promise<void> {
	try {
		const sized = await withSizes(found.filter((listing): listing is ReadableRun => listing.problem === undefined));
		let freedBytes = 0;
		const deleted: string[] = [];
		for (const { runId, sizeBytes } of runsToGo(sized, retention, Date.now())) {
			const entry = runs.get(runId);
			// It has been deleted since, or its failed items are being retried.
			if (!entry || entry.live || isResumable(entry.snapshot.state)) continue;
			await runs.delete(runId);
			freedBytes += sizeBytes;
			deleted.push(runId);
		}
		if (deleted.length === 0) return;
		const freed = `${formatCountOf(deleted.length, "old run")} (${formatBytes(freedBytes)})`;
		log.info(`Deleted ${freed}, as the settings batchline.history.* say: ${deleted.join(", ")}.`);
	} catch (error) {
		// The next window tries again.
		log.error("Old runs could not be deleted.", error);
	}
}
