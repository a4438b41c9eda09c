import { errorGroupId, type FailedItem, type Item, noOutcomes } from "../../../engine/index.ts";
import type { RunReader } from "../../../store/runReader.ts";
import { RunStore } from "../../../store/runStore.ts";
import type { RetryInfo } from "../runFiles.ts";
import { retriedItems, unsettled } from "./retriedItems.ts";

const failure = {
	category: "skip",
	message: "It was settled by another run since it was to be tried again here.",
	name: "SettledElsewhere",
	code: undefined,
	detail: undefined,
} as const;

/** Whether a retry left the item out because of {@link leaveOutSettled}: that is no outcome of the item's own. */
export function isSettledElsewhere({ failure: { name } }: FailedItem): boolean {
	return name === failure.name;
}

/**
 * Skips what a retry that was cut short has left, and what another run has settled since.
 * @param others the runs that the items failed in
 */
export async function leaveOutSettled(folder: string, retry: RetryInfo, others: readonly RunReader[]): Promise<void> {
	const store = await RunStore.open(folder);
	try {
		const { checkpoint } = store;
		let counts = checkpoint.counts;
		for await (const page of retriedItems(folder, retry).chunks(new AbortController().signal)) {
			const left = page.filter(({ index }) => !checkpoint.done.has(index));
			const still = new Set(unsettled(left, retry, others));
			const items = left.filter((item) => !still.has(item));
			if (items.length === 0) continue;
			counts = { ...counts, skipped: counts.skipped + items.length };
			const { state, total, activeMs, sinks } = checkpoint;
			const settled = items.map(({ index }) => index);
			const failed = items.map(skipped);
			await store.commit({ ...noOutcomes, settled, failed, state, reason: undefined, counts, total, activeMs, sinks });
		}
	} finally {
		await store.close();
	}
}

function skipped(item: Item): FailedItem {
	return { item, outcome: "skipped", failure, groupId: errorGroupId(failure), attempts: 0, history: [] };
}
