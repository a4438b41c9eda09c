import type { AttemptRecord, ErrorCategory, FailedItem, Failure, Item, QueuedItem } from "../engine/index.ts";

/** A failed or skipped item as its row has it: flat, so that it is cheap to hand from thread to thread. */
export interface FailedRow {
	readonly index: number;
	readonly outcome: "failed" | "skipped";
	readonly category: ErrorCategory;
	readonly groupId: string;
	readonly message: string;
	readonly attempts: number;
	/** JSON: the item without its index. JSON as it escapes what SQLite's text cannot hold, like a NUL. */
	readonly item: string;
	/** JSON: the failure without its category. */
	readonly failure: string;
	/** JSON: the attempts. */
	readonly history: string;
}

/** What of it the retry queue gives back. */
export type QueuedRow = Pick<FailedRow, "index" | "attempts" | "item" | "history">;

export function toRow({ item, outcome, failure, groupId, attempts, history }: FailedItem): FailedRow {
	const { index, ...itemFacts } = item;
	const { category, ...failureFacts } = failure;
	return {
		index,
		outcome,
		category,
		groupId: storableText(groupId),
		message: storableText(failure.message),
		attempts,
		item: JSON.stringify(itemFacts),
		failure: JSON.stringify(failureFacts),
		history: JSON.stringify(history),
	};
}

export function toFailedItem(row: FailedRow): FailedItem {
	const { outcome, category, groupId } = row;
	return { ...toQueuedItem(row), outcome, failure: failureOf({ ...JSON.parse(row.failure), category }), groupId };
}

export function toQueuedItem({ index, attempts, item, history }: QueuedRow): QueuedItem {
	return { item: itemOf({ ...JSON.parse(item), index }), attempts, history: historyOf(JSON.parse(history)) };
}

/** Node 22 ends a text that it reads from SQLite at the first NUL, so that a group would not be found by its id. */
export function storableText(text: string): string {
	return text.replaceAll("\0", "\uFFFD");
}

// JSON leaves out what is undefined; here it comes back as a property, as whoever made the value had it.

function itemOf({ index, key, value, location, problem }: Item): Item {
	const { file, line } = location ?? {};
	return { index, key, value, location: file === undefined ? undefined : { file, line }, problem };
}

function failureOf({ category, message, name, code, detail }: Failure): Failure {
	return { category, message, name, code, detail };
}

function historyOf(history: readonly AttemptRecord[]): readonly AttemptRecord[] {
	return history.map((record) => ({ ...record, failure: failureOf(record.failure) }));
}
