import type {
	AttemptRecord,
	ErrorCategory,
	FailedItem,
	FailedOutcome,
	Failure,
	Item,
	QueuedItem,
} from "../../engine/index.ts";

/** A failed, skipped or interrupted item as its row has it: flat, so that it is cheap to hand from thread to thread. */
export interface FailedRow {
	readonly index: number;
	readonly outcome: FailedOutcome;
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
export interface QueuedRow extends Pick<FailedRow, "index" | "attempts" | "item" | "history"> {
	readonly isDone: 0 | 1;
}

export function toRow({ item, outcome, failure, groupId, attempts, history }: FailedItem): FailedRow {
	const { index, ...itemInfo } = item;
	return {
		index,
		outcome,
		...failureColumns(failure, groupId),
		attempts,
		item: JSON.stringify(itemInfo),
		history: JSON.stringify(history),
	};
}

export function failureColumns(
	{ category, ...info }: Failure,
	groupId: string,
): Pick<FailedRow, "category" | "groupId" | "message" | "failure"> {
	return {
		category,
		groupId: storableText(groupId),
		message: storableText(info.message),
		failure: JSON.stringify(info),
	};
}

export function toFailedItem(row: FailedRow): FailedItem {
	const { outcome, category, groupId } = row;
	return { ...itemInfo(row), outcome, failure: failureOf({ ...JSON.parse(row.failure), category }), groupId };
}

export function toQueuedItem(row: QueuedRow): QueuedItem {
	return { ...itemInfo(row), isDone: row.isDone === 1 };
}

/** What rows with an item in them have in common. */
export function itemInfo({ index, attempts, item, history }: Omit<QueuedRow, "isDone">): Omit<QueuedItem, "isDone"> {
	return { item: itemOf({ ...JSON.parse(item), index }), attempts, history: historyOf(JSON.parse(history)) };
}

/** Node 22 ends a text that it reads from SQLite at the first NUL, so that a group would not be found by its id. */
export function storableText(text: string): string {
	return text.replaceAll("\0", "\uFFFD");
}

// JSON leaves out what is undefined; here it comes back as a property, as whoever made the value had it.

// What does not look like it at all is damage, which may have hit a name.

function itemOf({ index, key, value, location, problem }: Item): Item {
	if (typeof key !== "string") throw new SyntaxError("an item with a key expected");
	const { file, line } = location ?? {};
	return { index, key, value, location: file === undefined ? undefined : { file, line }, problem };
}

function failureOf({ category, message, name, code, detail }: Failure): Failure {
	if (typeof message !== "string" || typeof name !== "string") throw new SyntaxError("a failure expected");
	return { category, message, name, code, detail };
}

function historyOf(history: unknown): readonly AttemptRecord[] {
	if (!Array.isArray(history)) throw new SyntaxError("attempts expected");
	return history.map((record: AttemptRecord) => ({ ...record, failure: failureOf(record.failure) }));
}
