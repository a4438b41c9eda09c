import type { StatementSync } from "node:sqlite";
import type { ErrorGroup, FailedOutcome, FailureSelection } from "../../../engine/index.ts";
import { failedOutcomes } from "../../../engine/index.ts";
import type { Database } from "../sqlite/sqlite.ts";
import { type FailedRow, storableText } from "./failedRow.ts";

/** A selection as a condition over `failed_items`, for items of one outcome. */
export interface Condition {
	readonly outcome: FailedOutcome;
	readonly sql: string;
	readonly values: readonly (string | number)[];
}

const columns = `item_index AS "index", status AS outcome, failed_items.category, group_id AS groupId,
	message, attempts, item, failure, history`;

/**
 * Queries a run's failed, skipped and interrupted items. Items in the retry queue have no outcome, and are not found.
 */
export class FailureQueries {
	readonly #database: Database;
	readonly #statements = new Map<string, StatementSync>();

	constructor(database: Database) {
		this.#database = database;
	}

	/** Items above `after`, by index. */
	page(selection: FailureSelection, after: number, limit: number): readonly FailedRow[] {
		// An index yields the items of one outcome in order; for several, merging a page of each beats sorting all items.
		const pages = conditionsOf(selection).map(({ sql, values }) =>
			this.#prepare(`SELECT ${columns} FROM failed_items JOIN failure_details USING (item_index)
				JOIN error_groups ON number = error_group WHERE ${sql} AND item_index > ? ORDER BY item_index LIMIT ?`).all(
				...values,
				after,
				limit,
			),
		);
		const rows = pages.flat() as unknown as FailedRow[];
		return pages.length === 1 ? rows : rows.sort((a, b) => a.index - b.index).slice(0, limit);
	}

	/** The same, of each only its index. */
	indices(selection: FailureSelection, after: number, limit: number): readonly number[] {
		const pages = conditionsOf(selection).map(({ sql, values }) =>
			this.#prepare(`SELECT item_index AS "index" FROM failed_items WHERE ${sql} AND item_index > ?
				ORDER BY item_index LIMIT ?`).all(...values, after, limit),
		);
		const found = pages.flat().map(({ index }) => Number(index));
		return pages.length === 1 ? found : found.sort((a, b) => a - b).slice(0, limit);
	}

	/** An item, also one that is in the retry queue; undefined where it is not among them. */
	one(index: number): (Omit<FailedRow, "outcome"> & { readonly outcome: string }) | undefined {
		const row = this.#prepare(`SELECT ${columns} FROM failed_items JOIN failure_details USING (item_index)
			JOIN error_groups ON number = error_group WHERE item_index = ?`).get(index);
		return row as unknown as FailedRow | undefined;
	}

	count(selection: FailureSelection): number {
		return conditionsOf(selection).reduce((sum, { sql, values }) => {
			const row = this.#prepare(`SELECT count(*) AS items FROM failed_items WHERE ${sql}`).get(...values);
			return sum + Number(row?.items);
		}, 0);
	}

	/** Largest first. */
	groups(): readonly ErrorGroup[] {
		const group = (outcome: FailedOutcome) =>
			`SELECT group_id AS id, category, '${outcome}' AS outcome, message, ${outcome} AS count FROM error_groups
				WHERE ${outcome} > 0`;
		const sql = `${failedOutcomes.map(group).join(" UNION ALL ")} ORDER BY count DESC, id`;
		return this.#prepare(sql)
			.all()
			.map((row) => ({ ...row }) as unknown as ErrorGroup);
	}

	#prepare(sql: string): StatementSync {
		const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
		this.#statements.set(sql, statement);
		return statement;
	}
}

/** One for each outcome that the selection covers. */
export function conditionsOf(selection: FailureSelection): readonly Condition[] {
	const { outcome = failedOutcomes } = selection;
	return (typeof outcome === "string" ? [outcome] : outcome).map((one) => conditionOf(selection, one));
}

function conditionOf({ category, groupId, indices }: FailureSelection, outcome: FailedOutcome): Condition {
	const parts = ["status = ?"];
	const values: string[] = [outcome];
	if (category !== undefined) {
		parts.push("failed_items.category = ?");
		values.push(category);
	}
	if (groupId !== undefined) {
		parts.push("error_group = (SELECT number FROM error_groups WHERE group_id = ?)");
		values.push(storableText(groupId));
	}
	if (indices) {
		parts.push("item_index IN (SELECT value FROM json_each(?))");
		values.push(JSON.stringify(indices));
	}
	return { outcome, sql: parts.join(" AND "), values };
}
