import { parseJson } from "../../../base/parseJson.ts";
import type {
	AttemptRecord,
	ErrorCategory,
	FailedItem,
	FailedOutcome,
	Failure,
	Item,
	QueuedItem,
} from "../../../engine/index.ts";

/** The row of a failed, skipped or interrupted item: flat, so that it is cheap to send to another thread. */
export interface FailedRow {
	readonly index: number;
	readonly outcome: FailedOutcome;
	readonly category: ErrorCategory;
	readonly groupId: string;
	readonly message: string;
	readonly attempts: number;
	/** JSON: the item without its index. JSON escapes what SQLite's text cannot hold, such as a NUL. */
	readonly item: string;
	/** JSON: the failure without its category. */
	readonly failure: string;
	/** JSON: the attempts. */
	readonly history: string;
}

/** The part of a row that the retry queue returns. */
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

/** Reads what all rows that hold an item have in common. */
export function itemInfo({ index, attempts, item, history }: Omit<QueuedRow, "isDone">): Omit<QueuedItem, "isDone"> {
	return { item: itemOf({ ...(parseJson(item) as Item), index }), attempts, history: historyOf(JSON.parse(history)) };
}

/** Node 22 cuts text from SQLite off at the first NUL, so that a group would not be found by its id. */
export function storableText(text: string): string {
	return text.replaceAll("\0", "\uFFFD");
}

// JSON leaves out undefined properties. The functions below put them back, so that a value equals the one written.

// A value of the wrong shape is damaged: the damage may have hit a property's name.

function itemOf({ index, key, value, location, problem, duplicateOf }: Item): Item {
	if (typeof key !== "string") throw new SyntaxError("expected an item with a key");
	const { file, line } = location ?? {};
	const read = { index, key, value, location: file === undefined ? undefined : { file, line }, problem };
	return duplicateOf === undefined ? read : { ...read, duplicateOf };
}

function failureOf({ category, message, name, code, detail }: Failure): Failure {
	if (typeof message !== "string" || typeof name !== "string") throw new SyntaxError("expected a failure");
	return { category, message, name, code, detail };
}

function historyOf(history: unknown): readonly AttemptRecord[] {
	if (!Array.isArray(history)) throw new SyntaxError("expected attempts");
	return history.map((record: AttemptRecord) => ({ ...record, failure: failureOf(record.failure) }));
}
