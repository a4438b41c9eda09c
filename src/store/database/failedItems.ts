import type { StatementSync } from "node:sqlite";
import { type FailureSelection, type Moved, noneMoved } from "../../engine/index.ts";
import type { FailedRow, QueuedRow } from "./failedRow.ts";
import { conditionsOf } from "./failureQueries.ts";
import type { Database } from "./sqlite.ts";

/** So many groups' numbers are remembered; a run whose messages are all different must not fill the memory. */
const knownGroups = 10_000;

/** Changes the rows of failed, skipped and queued items. Transactions are the caller's. */
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

	/** Items that are known already get their new outcome. */
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

	/** Takes the selected items' outcome away. @param isDone they need no attempt */
	queue(selection: FailureSelection, isDone: boolean): Moved {
		const moved = { ...noneMoved };
		for (const { outcome, sql, values } of conditionsOf(selection)) {
			moved[outcome] = this.#set(`status = 'queued', is_done = ${isDone ? 1 : 0}`, sql, values);
		}
		return moved;
	}

	/** Those that are skipped already stay so. */
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

	/** Puts back what was taken by a runner that is no more. */
	putBackTaken(): void {
		this.#set("status = 'queued'", "status = 'taken'", []);
	}

	/** Has to be told of a transaction that was rolled back. */
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
		if (this.#groupNumbers.size >= knownGroups) this.#groupNumbers.clear();
		this.#groupNumbers.set(groupId, number);
		return number;
	}
}
