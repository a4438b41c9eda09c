import { existsSync, statSync } from "node:fs";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import type { CommitMark } from "../files/commitMarks.ts";
import type { RunFolder } from "../files/runFolder.ts";
import { assertNothingForgotten, assertSealed, newestMark } from "./checks/agreement.ts";
import { Lease } from "./locks/lease.ts";
import { openRunDatabase } from "./runDatabase.ts";
import { schemaVersion, versionOf } from "./schema.ts";
import { type Database, openDatabase, sqliteCode, sqliteCodes } from "./sqlite/sqlite.ts";
import { reading } from "./sqlite/storeErrors.ts";

export interface ReadableDatabase {
	readonly database: Database;
	/** Commits are lost, or the run's counts are not as they were. What else there is can still be read. */
	readonly damage: DamagedRunError | undefined;
}

/**
 * Opens a run's database, also while another process writes it, so that no statement can change anything.
 * @throws DamagedRunError, NewerRunError
 */
export function openForReading(files: RunFolder): ReadableDatabase {
	// Read before the database.
	const mark = readableMark(files);
	// A log that has lost commits is not merged into the database, as closing a connection that may write would do.
	if (mark && hasLog(files)) {
		const { database, isFrozen } = connect(files, "read");
		const damage = damageOf(files, () => assertNothingForgotten(database, files, mark));
		// Without the log, the database knows less; that is no damage.
		if (isFrozen) return { database, damage: undefined };
		if (damage) return { database, damage };
		database.close();
	}
	const { database } = connect(files, "write");
	const damage = damageOf(files, () => {
		assertNothingForgotten(database, files, mark);
		assertSealed(database, files);
	});
	return { database, damage };
}

function hasLog({ log }: RunFolder): boolean {
	return (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Who only looks at a run can do without. */
function readableMark(files: RunFolder): CommitMark | undefined {
	try {
		return newestMark(files);
	} catch {
		return undefined;
	}
}

function damageOf({ database: file }: RunFolder, check: () => void): DamagedRunError | undefined {
	try {
		reading(file, check);
		return undefined;
	} catch (error) {
		if (error instanceof DamagedRunError) return error;
		throw error;
	}
}

/** Does not use SQLite's read-only mode, which leaves the files of its log behind, unless told; still, no statement can write. */
function connect(
	files: RunFolder,
	mode: "read" | "write",
): { readonly database: Database; readonly isFrozen: boolean } {
	const { database: file } = files;
	if (!existsSync(file)) throw new DamagedRunError(file, "It is missing.");
	try {
		return { database: upToDate(openDatabase(file, mode), files), isFrozen: false };
	} catch (error) {
		// The medium or folder is read-only, so no log can be created; then nobody can be writing either.
		const code = sqliteCode(error);
		if (code !== sqliteCodes.cannotOpen && code !== sqliteCodes.readOnly) throw error;
		return { database: upToDate(openDatabase(file, "frozen"), files), isFrozen: true };
	}
}

function upToDate(database: Database, { path, database: file }: RunFolder): Database {
	try {
		database.exec("PRAGMA query_only = ON");
		if (versionOf(database, file) < schemaVersion) migrateAt(path, file);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/** @throws RunBusyError while an older version is running it */
function migrateAt(folder: string, file: string): void {
	const lease = Lease.take(folder);
	try {
		openRunDatabase(file).close();
	} finally {
		lease.dispose();
	}
}
