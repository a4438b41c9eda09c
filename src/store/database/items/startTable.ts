import type { StatementSync } from "node:sqlite";
import { errorGroupId, type FailedOutcome, interruptedFailure, type StartedItem } from "../../../engine/index.ts";
import type { Database } from "../sqlite/sqlite.ts";
import { type FailedRow, failureColumns } from "./failedRow.ts";

/** The row of a start. */
export interface StartRow {
	readonly index: number;
	/** Wall clock, ms since the epoch. */
	readonly startedAt: number;
	/** Made before this one. */
	readonly attempts: number;
	/** JSON, as in a {@link FailedRow}. */
	readonly item: string;
	readonly history: string;
}

export function toStartRow({ item, startedAt, attempts, history }: StartedItem): StartRow {
	const { index, ...info } = item;
	return { index, startedAt, attempts, item: JSON.stringify(info), history: JSON.stringify(history) };
}

/** The row of an item whose attempt started and has no known end. */
export function inDoubtRow(row: StartRow, outcome: FailedOutcome): FailedRow {
	const detail = `Attempt ${row.attempts + 1} began at ${new Date(row.startedAt).toISOString()}.`;
	const failure = { ...interruptedFailure, category: outcome === "skipped" ? "skip" : "retry", detail } as const;
	const { index, attempts, item, history } = row;
	const columns = failureColumns(failure, errorGroupId(failure));
	return { index, outcome, ...columns, attempts: attempts + 1, item, history };
}

/** By index. */
export function readStarts(database: Database): readonly StartRow[] {
	const sql = `SELECT item_index AS "index", started_at AS startedAt, attempts, item, history FROM starts
		ORDER BY item_index`;
	return database.prepare(sql).all() as unknown as StartRow[];
}

/** Starts without an end. Transactions are up to the caller. */
export class StartTable {
	readonly #database: Database;
	readonly #put: StatementSync;
	readonly #delete: StatementSync;
	/** Indices in the table: most runs have none, and then a settled item costs no lookup. */
	#open: Set<number> | undefined;

	constructor(database: Database) {
		this.#database = database;
		this.#put = database.prepare(
			"INSERT OR REPLACE INTO starts (item_index, started_at, attempts, item, history) VALUES (?, ?, ?, ?, ?)",
		);
		this.#delete = database.prepare("DELETE FROM starts WHERE item_index = ?");
	}

	put(rows: readonly StartRow[]): void {
		const open = this.#indices();
		for (const { index, startedAt, attempts, item, history } of rows) {
			this.#put.run(index, startedAt, attempts, item, history);
			open.add(index);
		}
	}

	/** @param indices some may have no start */
	end(indices: Iterable<number>): void {
		const open = this.#indices();
		if (open.size === 0) return;
		for (const index of indices) if (open.delete(index)) this.#delete.run(index);
	}

	/** By index. */
	all(): readonly StartRow[] {
		return readStarts(this.#database);
	}

	clear(): void {
		this.#database.exec("DELETE FROM starts");
		this.#open = undefined;
	}

	/** Call after a rolled-back transaction. */
	forget(): void {
		this.#open = undefined;
	}

	#indices(): Set<number> {
		this.#open ??= new Set(this.all().map(({ index }) => index));
		return this.#open;
	}
}
