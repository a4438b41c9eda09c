import { existsSync, rmSync } from "node:fs";
import { assertMarked, assertNothingForgotten, assertSealed, newestMark } from "../database/checks/agreement.ts";
import { assertConsistent } from "../database/checks/consistency.ts";
import { type ResultsPart, readProgress } from "../database/run/progressTable.ts";
import { schemaVersion, versionOf } from "../database/schema.ts";
import { type Database, openDatabase } from "../database/sqlite/sqlite.ts";
import { reading } from "../database/sqlite/storeErrors.ts";
import type { CommitMark } from "../files/commitMarks.ts";
import { databaseFiles, type RunFolder } from "../files/runFolder.ts";
import { assertResults } from "../results/savedResults.ts";

/**
 * Looks for damage before anything is written: closing a connection that may write would merge the log into the
 * database. Call it as the one runner.
 * @returns undefined for a run of an older format
 * @throws DamagedRunError, and the folder is as it was
 */
export function inspect(files: RunFolder): ResultsPart | undefined {
	const mark = newestMark(files);
	const made = databaseFiles(files.database).filter((file) => !existsSync(file));
	try {
		const database = reading(files.database, () => openDatabase(files.database, "read"));
		try {
			const isCurrent = reading(files.database, () => versionOf(database, files.database)) === schemaVersion;
			return isCurrent ? assertWhole(database, files, mark) : undefined;
		} finally {
			database.close();
		}
	} catch (error) {
		// Made by SQLite for reading. (If all is well, the connection that writes takes them over.)
		for (const file of made) rmSync(file, { force: true });
		throw error;
	}
}

/**
 * @returns the part of the results that is committed
 * @throws DamagedRunError
 */
export function assertWhole(database: Database, files: RunFolder, mark: CommitMark | undefined): ResultsPart {
	return reading(files.database, () => {
		assertNothingForgotten(database, files, mark);
		assertConsistent(database, files.database);
		assertSealed(database, files);
		assertMarked(database, files, mark);
		const { resultsBytes: bytes, resultsCrc: crc } = readProgress(database, files.database);
		return reading(files.results, () => assertResults(files.results, { bytes, crc }));
	});
}
