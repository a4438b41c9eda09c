import type { ItemLocation } from "../../engine/model/item.ts";
import { type FailedOutcome, type Failure, type Outcome, outcomeText } from "../../engine/model/outcome.ts";

/** One item with its last outcome, as a row of a table. */
export interface TableRow {
	readonly index: number;
	readonly key: string;
	/** As it was run; undefined where nobody kept it. */
	readonly value: unknown;
	readonly location?: ItemLocation | undefined;
	readonly outcome: Outcome | FailedOutcome;
	readonly attempts: number;
	/** Of the last attempt; undefined where nobody kept it. */
	readonly durationMs?: number | undefined;
	/** Undefined unless the item succeeded. */
	readonly result?: unknown;
	/** Undefined if it did. */
	readonly failure?: Failure | undefined;
	/** The line that results have of it, where there is one. */
	readonly line?: string | undefined;
}

/** As results name it. */
export function outcomeOf({ outcome }: TableRow): string {
	return outcomeText(outcome);
}

/** What became of an item, by the names of its columns. */
const facts = {
	index: (row: TableRow) => row.index,
	key: (row: TableRow) => row.key,
	outcome: outcomeOf,
	attempts: (row: TableRow) => row.attempts,
	durationMs: (row: TableRow) => row.durationMs,
	error: (row: TableRow) => row.failure?.message,
	category: (row: TableRow) => row.failure?.category,
	code: (row: TableRow) => row.failure?.code,
	message: (row: TableRow) => row.failure?.message,
} as const;

export type FactName = keyof typeof facts;

export function isFactName(name: string): name is FactName {
	return Object.hasOwn(facts, name);
}

export function factOf(row: TableRow, name: FactName): unknown {
	return facts[name](row);
}
