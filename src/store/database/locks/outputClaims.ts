import { existsSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { userStateFolder } from "../../files/userState.ts";
import { type Database, openDatabase, sqliteCode, sqliteCodes, transaction } from "../sqlite/sqlite.ts";
import { Lease } from "./lease.ts";

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

/** A writer with the digests of what it has written, where that was a whole file: the newest first. */
export interface LastWriter extends OutputWriter {
	readonly digests: readonly string[];
}

type StoredWriter = Omit<OutputWriter, "jobFile"> &
	Readonly<Record<"jobFile" | "digest" | "previousDigest", string | null>>;

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
	// Also by its path: an output that is written at a run's end replaces the file.
	return claim([identityOf(file), pathKey(realpathSync.native(file))], me, ([last]) => check(last));
}

/**
 * The same for a file that is to be replaced as a whole, and need not exist.
 * @param file its one path, without links
 * @param check given the last writer with the digests of what it has written
 */
export function claimReplaced(
	file: string,
	me: OutputWriter,
	check: (last: LastWriter | undefined) => void,
): OutputWriter | undefined {
	const keys = existsSync(file) ? [pathKey(file), identityOf(file)] : [pathKey(file)];
	return claim(keys, me, ([byPath, byIdentity]) => check(byPath ?? byIdentity));
}

/** The same for a part of a file that others write to as well. @param part its key */
export function claimPart(
	file: string,
	part: string,
	me: OutputWriter,
	check: (last: LastWriter | undefined) => void,
): OutputWriter | undefined {
	return claim([pathKey(file, part)], me, ([last]) => check(last));
}

/**
 * Notes what is about to take the place of a file that was claimed with {@link claimReplaced} or {@link claimPart}. What was there stays
 * known, for when that does not come about.
 * @param digest of the content
 */
export function noteContent(file: string, digest: string, part?: string): void {
	withClaims((database) =>
		database
			.prepare("UPDATE outputs SET previous_digest = digest, digest = ? WHERE identity = ? AND digest IS NOT ?")
			.run(digest, pathKey(file, part), digest),
	);
}

/** Who wrote a file last, or is writing it. @param file its one path, without links */
export function lastWriter(file: string, part?: string): OutputWriter | undefined {
	return withClaims((database) => readWriter(database, pathKey(file, part)));
}

/** @param keys of the file; the first that is known says who was last */
function claim(
	keys: readonly string[],
	me: OutputWriter,
	check: (last: readonly (LastWriter | undefined)[]) => void,
): OutputWriter | undefined {
	return withClaims((database) =>
		transaction(database, () => {
			const known = keys.map((key) => readWriter(database, key));
			const busy = known.find((writer) => writer && isWriting(writer, me));
			if (busy) return busy;
			check(known);
			for (const [at, key] of keys.entries()) writeWriter(database, key, { ...me, digests: known[at]?.digests ?? [] });
			return undefined;
		}),
	);
}

function withClaims<T>(work: (database: Database) => T): T {
	const database = openClaims(join(userStateFolder(), "outputs.sqlite"));
	try {
		return work(database);
	} finally {
		database.close();
	}
}

function pathKey(file: string, part?: string): string {
	return part === undefined ? `path ${file}` : `${part} in path ${file}`;
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

function readWriter(database: Database, identity: string): LastWriter | undefined {
	const row = database
		.prepare(`SELECT run_id AS runId, run_folder AS runFolder, origin_id AS originId, job_name AS jobName,
			job_file AS jobFile, base_folder AS baseFolder, digest, previous_digest AS previousDigest FROM outputs WHERE identity = ?`)
		.get(identity) as StoredWriter | undefined;
	if (!row) return undefined;
	const { digest, previousDigest, jobFile, ...writer } = row;
	const digests = [digest, previousDigest].filter((found) => found !== null);
	return { ...writer, jobFile: jobFile ?? undefined, digests };
}

function writeWriter(database: Database, identity: string, me: LastWriter): void {
	const { runId, runFolder, originId, jobName, jobFile, baseFolder } = me;
	const [digest = null, previousDigest = null] = me.digests;
	database
		.prepare(`INSERT OR REPLACE INTO outputs (identity, run_id, run_folder, origin_id, job_name, job_file, base_folder,
			digest, previous_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		.run(identity, runId, runFolder, originId, jobName, jobFile ?? null, baseFolder, digest, previousDigest);
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
			base_folder TEXT NOT NULL,
			digest TEXT,
			previous_digest TEXT
		) STRICT`);
		addDigests(database);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/** To a table of an older version. */
function addDigests(database: Database): void {
	if (hasColumn(database, "previous_digest")) return;
	transaction(database, () => {
		for (const name of ["digest", "previous_digest"]) {
			if (!hasColumn(database, name)) database.exec(`ALTER TABLE outputs ADD COLUMN ${name} TEXT`);
		}
	});
}

function hasColumn(database: Database, name: string): boolean {
	const found = database.prepare("SELECT 1 FROM pragma_table_info('outputs') WHERE name = ?").get(name);
	return found !== undefined;
}
