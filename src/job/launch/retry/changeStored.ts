import { dirname } from "node:path";
import {
	type FailureSelection,
	type Moved,
	noOutcomes,
	without,
	withSkipped,
	writeTail,
} from "../../../engine/index.ts";
import { RunStore } from "../../../store/runStore.ts";
import { enterRetries } from "./enterOutcomes.ts";
import { originIdOf } from "./retryRuns.ts";
import { stateAfter } from "./stateAfter.ts";

/** What becomes of failed items: tried again, left out, or taken as done. `retry` and `done` wait for a resume. */
export type StoredChange = "retry" | "skip" | "done";

/**
 * Queues or skips failed items of a run that no process is running, and leaves its results and its state as an orderly
 * end does: a line for each item with an outcome, `completed` where no failed item is left.
 * @throws RunBusyError, DamagedRunError
 */
export async function changeStored(folder: string, kind: StoredChange, selection: FailureSelection): Promise<Moved> {
	await enterRetries(dirname(folder), originIdOf(folder));
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
