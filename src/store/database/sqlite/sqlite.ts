import { closeSync, openSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { loadSqlite } from "../../../base/nodeSqlite.ts";
import { privateModes } from "../../files/durableFile.ts";

export type Database = DatabaseSync;

/** `create` makes a missing file, the others do not; `frozen` also reads where no lock file can be created. */
export type OpenMode = "create" | "write" | "read" | "frozen";

/** How long a statement waits for another connection, ms. They block each other for a few milliseconds at most. */
const busyMs = 1_000;

const modes: Readonly<Record<OpenMode, string>> = {
	create: "?mode=rwc",
	write: "?mode=rw",
	read: "?mode=ro",
	frozen: "?mode=ro&immutable=1",
};

export function openDatabase(file: string, mode: OpenMode): Database {
	const { DatabaseSync } = loadSqlite();
	if (mode === "create") createPrivately(file);
	const database = new DatabaseSync(new URL(modes[mode], pathToFileURL(file)));
	database.exec(`PRAGMA busy_timeout = ${busyMs}`);
	return database;
}

/** SQLite itself would make it readable for everybody; its WAL gets the mode of the database. */
function createPrivately(file: string): void {
	try {
		// Not opened where it exists: closing it would drop the locks that this process has on it.
		closeSync(openSync(file, "wx", privateModes.file));
	} catch {
		// It exists; or it cannot be made, which SQLite is about to report.
	}
}

/** Primary result codes that we tell apart (sqlite.org/rescode.html). */
export const sqliteCodes = {
	error: 1,
	busy: 5,
	readOnly: 8,
	io: 10,
	corrupt: 11,
	full: 13,
	cannotOpen: 14,
	notADatabase: 26,
};

/** SQLite's primary result code, or undefined for an error that did not come from SQLite. */
export function sqliteCode(error: unknown): number | undefined {
	if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
	return error.errcode & 0xff;
}

/** Everything that `work` writes is on disk when this returns, and none of it when this throws. */
export function transaction<T>(database: Database, work: () => T): T {
	database.exec("BEGIN IMMEDIATE");
	try {
		const result = work();
		database.exec("COMMIT");
		return result;
	} catch (error) {
		rollBack(database);
		throw error;
	}
}

function rollBack(database: Database): void {
	try {
		database.exec("ROLLBACK");
	} catch {
		// After a full disk and similar errors SQLite has rolled back by itself, and reports that there is no transaction.
	}
}
