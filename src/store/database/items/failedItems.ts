import type { StatementSync } from "node:sqlite";
import { type FailureSelection, type Moved, noneMoved } from "../../../engine/index.ts";
import type { Database } from "../sqlite/sqlite.ts";
import type { FailedRow, QueuedRow } from "./failedRow.ts";
import { conditionsOf } from "./failureQueries.ts";

/** Group numbers kept in memory: a run whose messages all differ must not fill it. */
const maxKnownGroups = 10_000;

/** Changes the rows of failed, skipped and queued items. Transactions are up to the caller. */
export class FailedItems {
	readonly #database: Database;
	readonly #put: StatementSync;
	readonly #putDetails: StatementSync;
	readonly #delete: StatementSync;
	readonly #addGroup: StatementSync;
	readonly #findGroup: StatementSync;
	readonly #take: StatementSync;
	readonly #groupNumbers = new Map<string, number>();

	constructor(database: Database) {
		this.#database = database;
		this.#put = database.prepare(`INSERT INTO failed_items (item_index, status, category, error_group, attempts)
			VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (item_index) DO UPDATE SET status = excluded.status, category = excluded.category,
				error_group = excluded.error_group, attempts = excluded.attempts, is_done = 0`);
		this.#putDetails = database.prepare(`INSERT OR REPLACE INTO failure_details (item_index, item, failure, history)
			VALUES (?, ?, ?, ?)`);
		this.#delete = database.prepare("DELETE FROM failed_items WHERE item_index = ?");
		this.#addGroup = database.prepare(`INSERT INTO error_groups (group_id, category, message) VALUES (?, ?, ?)
			ON CONFLICT (group_id) DO NOTHING`);
		this.#findGroup = database.prepare("SELECT number FROM error_groups WHERE group_id = ?");
		this.#take =
			database.prepare(`SELECT item_index AS "index", attempts, is_done AS isDone, item, history FROM failed_items
			JOIN failure_details USING (item_index) WHERE status = 'queued' ORDER BY item_index LIMIT ?`);
	}

	/** Adds items; those that are stored already get their new outcome. */
	put(rows: readonly FailedRow[]): void {
		for (const row of rows) {
			const { index, outcome, category, attempts, item, failure, history } = row;
			this.#put.run(index, outcome, category, this.#groupNumber(row), attempts);
			this.#putDetails.run(index, item, failure, history);
		}
	}

	delete(indices: readonly number[]): void {
		for (const index of indices) this.#delete.run(index);
	}

	/** Takes the selected items' outcome away, and queues them. @param isDone they need no attempt */
	queue(selection: FailureSelection, isDone: boolean): Moved {
		const moved = { ...noneMoved };
		for (const { outcome, sql, values } of conditionsOf(selection)) {
			moved[outcome] = this.#set(`status = 'queued', is_done = ${isDone ? 1 : 0}`, sql, values);
		}
		return moved;
	}

	/** Items that are skipped already are not counted as moved. */
	skip(selection: FailureSelection): Moved {
		const moved = { ...noneMoved };
		for (const { outcome, sql, values } of conditionsOf(selection)) {
			if (outcome !== "skipped") moved[outcome] = this.#set("status = 'skipped'", sql, values);
		}
		return moved;
	}

	take(limit: number): readonly QueuedRow[] {
		const rows = this.#take.all(limit) as unknown as QueuedRow[];
		this.#set("status = 'taken'", "item_index IN (SELECT value FROM json_each(?))", [
			JSON.stringify(rows.map(({ index }) => index)),
		]);
		return rows;
	}

	/** Whether a runner that died had taken items. */
	hasTaken(): boolean {
		return this.#database.prepare("SELECT 1 FROM failed_items WHERE status = 'taken' LIMIT 1").get() !== undefined;
	}

	/** Puts back items that were taken by a runner that died. */
	putBackTaken(): void {
		this.#set("status = 'queued'", "status = 'taken'", []);
	}

	/** Call after a rolled-back transaction. */
	forgetGroups(): void {
		this.#groupNumbers.clear();
	}

	#set(columns: string, condition: string, values: readonly (string | number)[]): number {
		const sql = `UPDATE failed_items SET ${columns} WHERE ${condition}`;
		return Number(this.#database.prepare(sql).run(...values).changes);
	}

	#groupNumber({ groupId, category, message }: FailedRow): number {
		const known = this.#groupNumbers.get(groupId);
		if (known !== undefined) return known;
		this.#addGroup.run(groupId, category, message);
		const number = Number(this.#findGroup.get(groupId)?.number);
		if (this.#groupNumbers.size >= maxKnownGroups) this.#groupNumbers.clear();
		this.#groupNumbers.set(groupId, number);
		return number;
	}
}
