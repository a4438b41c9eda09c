import type { StatementSync } from "node:sqlite";
import { DoneSet } from "../../../engine/model/doneSet.ts";
import type { Database } from "../sqlite/sqlite.ts";

/** The run's settled indices as stored; {@link DoneSet} describes the layout. */
export interface DonePages {
	readonly watermark: number;
	readonly pages: readonly (readonly [number, Uint8Array])[];
}

export function readDonePages(database: Database): DonePages {
	const row = database.prepare("SELECT watermark FROM progress").get();
	const pages = database.prepare("SELECT page, bits FROM done_pages").all();
	return {
		watermark: Number(row?.watermark),
		pages: pages.map(({ page, bits }) => [Number(page), bits as Uint8Array]),
	};
}

/** Writes what changes in the set of settled indices. Transactions and the watermark are up to the caller. */
export class DoneTable {
	readonly #database: Database;
	readonly #write: StatementSync;
	readonly #delete: StatementSync;
	#set: DoneSet | undefined;

	constructor(database: Database) {
		this.#database = database;
		this.#write = database.prepare("INSERT OR REPLACE INTO done_pages (page, bits) VALUES (?, ?)");
		this.#delete = database.prepare("DELETE FROM done_pages WHERE page = ?");
	}

	/** @returns the watermark to store with the written pages */
	add(indices: Iterable<number>): number {
		this.#set ??= this.#read();
		for (const index of indices) this.#set.add(index);
		const { written, deleted } = this.#set.takeChanges();
		for (const [page, bits] of written) this.#write.run(page, bits);
		for (const page of deleted) this.#delete.run(page);
		return this.#set.watermark;
	}

	has(index: number): boolean {
		this.#set ??= this.#read();
		return this.#set.has(index);
	}

	/** Call after a rolled-back transaction: the set is then read again. */
	forget(): void {
		this.#set = undefined;
	}

	#read(): DoneSet {
		const { watermark, pages } = readDonePages(this.#database);
		return new DoneSet(watermark, pages);
	}
}
