import { systemClock } from "../base/clock.ts";
import { without } from "../engine/counts.ts";
import type { FailureSelection, Moved, Store } from "../engine/ports.ts";
import { Recorder } from "../engine/recorder.ts";
import { RunStore } from "../store/runStore.ts";

/**
 * Queues or skips failed items of a run that nobody runs at the moment, and leaves its results and its state as an
 * orderly end leaves them: a line for each item with an outcome, `completed` where no failed item is left.
 * @throws RunBusyError, DamagedRunError
 */
export async function changeStored(
	folder: string,
	kind: "queue" | "skip",
	selection: FailureSelection,
): Promise<Moved> {
	const store = await RunStore.open(folder);
	try {
		return await change(store, kind, selection);
	} finally {
		await store.close();
	}
}

async function change(store: Store, kind: "queue" | "skip", selection: FailureSelection): Promise<Moved> {
	const { state, total, activeMs } = store.checkpoint;
	const recorder: Recorder = new Recorder({
		store,
		sinks: [],
		clock: systemClock,
		commitEvery: 1,
		redact: undefined,
		facts: () => ({
			state: state === "completedWithFailures" && recorder.counts.failed === 0 ? "completed" : state,
			reason: undefined,
			total,
			activeMs,
		}),
		onPressure: () => undefined,
		onCommit: () => undefined,
		onError: () => undefined, // who asked hears of it: the promise rejects
	});
	const moved = await recorder.between(
		(opened) => opened[kind](selection),
		(counts, went) =>
			kind === "queue" ? without(counts, went) : { ...without(counts, went), skipped: counts.skipped + went.failed },
	);
	await recorder.writeTail();
	await recorder.flush();
	return moved;
}
