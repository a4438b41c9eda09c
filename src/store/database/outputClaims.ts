import { realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { userStateFolder } from "../files/userState.ts";
import { Lease } from "./lease.ts";
import { type Database, openDatabase, sqliteCode, sqliteCodes, transaction } from "./sqlite.ts";

/** Who writes an output, or wrote it last. */
export interface OutputWriter {
	readonly runId: string;
	/** Absolute. While the run in it is held, it is writing. */
	readonly runFolder: string;
	/** The run whose items it works on: its own id, unless it retries another one's. */
	readonly originId: string;
	readonly jobName: string;
	/** Absolute. */
	readonly jobFile: string | undefined;
	/** Absolute. */
	readonly baseFolder: string;
}

/** How long a start waits for others that take an output at this moment, ms. */
const waitMs = 10_000;
/** Outputs that are remembered. */
const maxRows = 10_000;

/**
 * Makes `me` the one writer of a file, known by its identity: whatever its name, the job, the process, or where runs
 * are kept. It stays that until its run is no longer held, and remains the last writer until another one comes.
 * @param file must exist
 * @param check given the last writer, where one is known; throws if the file is not to be taken
 * @returns the run that is writing it, if it could not be taken
 */
export function claimOutput(
	file: string,
	me: OutputWriter,
	check: (last: OutputWriter | undefined) => void,
): OutputWriter | undefined {
	const database = openClaims(join(userStateFolder(), "outputs.sqlite"));
	try {
		return transaction(database, () => {
			const identity = identityOf(file);
			const last = readWriter(database, identity);
			if (last && isWriting(last, me)) return last;
			check(last);
			writeWriter(database, identity, me);
			return undefined;
		});
	} finally {
		database.close();
	}
}

/** A run that this process holds because it retries the run's items does not write. */
function isWriting({ runFolder, originId }: OutputWriter, me: OutputWriter): boolean {
	if (runFolder === me.runFolder || !Lease.isHeld(runFolder)) return false;
	return originId !== me.originId || Lease.holderOf(runFolder)?.pid !== process.pid;
}

/** The number of a file that was deleted goes to a new one; the time of its birth does not. */
function identityOf(file: string): string {
	// As big integers, since ids on Windows are larger than a number can hold.
	const { dev, ino, birthtimeNs } = statSync(file, { bigint: true });
	return ino === 0n ? realpathSync.native(file) : `${dev} ${ino} ${birthtimeNs}`;
}

function readWriter(database: Database, identity: string): OutputWriter | undefined {
	const row = database
		.prepare(`SELECT run_id AS runId, run_folder AS runFolder, origin_id AS originId, job_name AS jobName,
			job_file AS jobFile, base_folder AS baseFolder FROM outputs WHERE identity = ?`)
		.get(identity) as (Omit<OutputWriter, "jobFile"> & { readonly jobFile: string | null }) | undefined;
	return row && { ...row, jobFile: row.jobFile ?? undefined };
}

function writeWriter(database: Database, identity: string, me: OutputWriter): void {
	const { runId, runFolder, originId, jobName, jobFile, baseFolder } = me;
	database
		.prepare(`INSERT OR REPLACE INTO outputs (identity, run_id, run_folder, origin_id, job_name, job_file, base_folder)
			VALUES (?, ?, ?, ?, ?, ?, ?)`)
		.run(identity, runId, runFolder, originId, jobName, jobFile ?? null, baseFolder);
	database.prepare("DELETE FROM outputs WHERE rowid <= (SELECT max(rowid) FROM outputs) - ?").run(maxRows);
}

function openClaims(file: string): Database {
	try {
		return withTable(file);
	} catch (error) {
		const code = sqliteCode(error);
		if (code !== sqliteCodes.corrupt && code !== sqliteCodes.notADatabase) throw error;
		// Nothing of a run is in it: without it, what a file holds tells whose it is.
		rmSync(file, { force: true });
		return withTable(file);
	}
}

function withTable(file: string): Database {
	const database = openDatabase(file, "create");
	try {
		database.exec(`PRAGMA busy_timeout = ${waitMs}; CREATE TABLE IF NOT EXISTS outputs (
			identity TEXT NOT NULL UNIQUE,
			run_id TEXT NOT NULL,
			run_folder TEXT NOT NULL,
			origin_id TEXT NOT NULL,
			job_name TEXT NOT NULL,
			job_file TEXT,
			base_folder TEXT NOT NULL
		) STRICT`);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}
