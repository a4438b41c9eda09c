import { DatabaseSync } from "node:sqlite";

/** Keeps databases from growing within one transaction, as on a full disk: what SQLite then does is real. */
export class PageLimit implements Disposable {
	/** The transaction that finds no room, from 1. */
	readonly #at: number;
	readonly #exec = DatabaseSync.prototype.exec;
	#transactions = 0;
	#isOn = false;
	isReached = false;

	constructor(at: number) {
		this.#at = at;
		const limit = this;
		DatabaseSync.prototype.exec = function (this: DatabaseSync, sql) {
			if (limit.#isOn && sql === "BEGIN IMMEDIATE" && ++limit.#transactions === limit.#at)
				limit.#setTo(this, "page_count");
			try {
				limit.#exec.call(this, sql);
			} finally {
				// SQLite may have rolled back by itself, and then throws here.
				if (sql === "ROLLBACK") limit.#setTo(this, "none");
			}
		};
	}

	within<T>(work: () => T): T {
		this.#isOn = true;
		try {
			return work();
		} finally {
			this.#isOn = false;
		}
	}

	[Symbol.dispose](): void {
		DatabaseSync.prototype.exec = this.#exec;
	}

	#setTo(database: DatabaseSync, limit: "page_count" | "none"): void {
		this.isReached = true;
		const pages = Number(database.prepare("PRAGMA page_count").get()?.page_count);
		this.#exec.call(database, `PRAGMA max_page_count = ${limit === "none" ? 0xfffffffe : Math.max(1, pages)}`);
	}
}
