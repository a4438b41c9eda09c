import { dirname, join } from "node:path";
import {
	type FailureSelection,
	type Moved,
	noOutcomes,
	without,
	withSkipped,
	writeTail,
} from "../../../engine/index.ts";
import { holdsRun } from "../../../store/files/runFolder.ts";
import { RunStore } from "../../../store/runStore.ts";
import type { LaunchOptions } from "../launchOptions.ts";
import { writeOwedOutputs } from "../outputs/owedOutputs.ts";
import { enterRetries } from "./enterOutcomes.ts";
import { originIdOf } from "./retryRuns.ts";
import { stateAfter } from "./stateAfter.ts";

/** What becomes of failed items: tried again, left out, or taken as done. `retry` and `done` wait for a resume. */
export type StoredChange = "retry" | "skip" | "done";

/**
 * Queues or skips failed items of a run that no process is running, and leaves its results and its state as an orderly
 * end does: a line for each item with an outcome, `completed` where no failed item is left. Where items have got another
 * outcome, so have the runs that they come from, and the job's outputs are written anew.
 * @throws RunBusyError, DamagedRunError; UsageError for an output that could not be written, when all else is done
 */
export async function changeStored(
	folder: string,
	kind: StoredChange,
	selection: FailureSelection,
	options: LaunchOptions,
): Promise<Moved> {
	const [runsFolder, originId] = [dirname(folder), originIdOf(folder)];
	await enterRetries(runsFolder, originId);
	const moved = await change(folder, kind, selection);
	// What is queued gets its outcome when the run is resumed, whose end writes the outputs.
	if (kind !== "skip") return moved;
	await enterRetries(runsFolder, originId);
	const origin = join(runsFolder, originId);
	if (holdsRun(origin)) await writeOwedOutputs(origin, options, undefined, { isChanged: true });
	return moved;
}

async function change(folder: string, kind: StoredChange, selection: FailureSelection): Promise<Moved> {
	const store = await RunStore.open(folder);
	try {
		const { checkpoint } = store;
		const skips = kind === "skip";
		const moved = await (skips ? store.skip(selection) : store.queue(selection, kind === "done"));
		const counts = (skips ? withSkipped : without)(checkpoint.counts, moved);
		await writeTail({ store, sinks: [] });
		const { total, activeMs, sinks } = checkpoint;
		const state = stateAfter(checkpoint.state, counts);
		await store.commit({ ...noOutcomes, state, reason: undefined, counts, total, activeMs, sinks });
		return moved;
	} finally {
		await store.close();
	}
}
