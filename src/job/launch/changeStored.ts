import { systemClock } from "../../base/clock.ts";
import { type Moved, without, withSkipped } from "../../engine/model/counts.ts";
import type { FailureSelection, Store } from "../../engine/model/ports.ts";
import { Recorder } from "../../engine/recording/recorder.ts";
import { RunStore } from "../../store/runStore.ts";

/** What becomes of failed items: tried again, left out, or taken as done. The first and the last wait for the run to go on. */
export type StoredChange = "retry" | "skip" | "done";

/**
 * Queues or skips failed items of a run that nobody runs at the moment, and leaves its results and its state as an
 * orderly end leaves them: a line for each item with an outcome, `completed` where no failed item is left.
 * @throws RunBusyError, DamagedRunError
 */
export async function changeStored(folder: string, kind: StoredChange, selection: FailureSelection): Promise<Moved> {
	const store = await RunStore.open(folder);
	try {
		return await change(store, kind, selection);
	} finally {
		await store.close();
	}
}

async function change(store: Store, kind: StoredChange, selection: FailureSelection): Promise<Moved> {
	const { state, total, activeMs } = store.checkpoint;
	const recorder: Recorder = new Recorder({
		store,
		sinks: [],
		clock: systemClock,
		commitEvery: 1,
		redact: undefined,
		durations: () => [],
		facts: () => ({
			state:
				state === "completedWithFailures" && recorder.counts.failed + recorder.counts.interrupted === 0
					? "completed"
					: state,
			reason: undefined,
			total,
			activeMs,
		}),
		place: () => undefined,
		onPressure: () => undefined,
		onFull: () => recorder.giveUpWaiting(),
		onCommit: () => undefined,
		onError: () => undefined, // who asked hears of it: the promise rejects
	});
	const moved = await recorder.between(
		(opened) => (kind === "skip" ? opened.skip(selection) : opened.queue(selection, kind === "done")),
		kind === "skip" ? withSkipped : without,
	);
	await recorder.writeTail();
	await recorder.flush();
	return moved;
}
