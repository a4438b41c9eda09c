import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Disposable } from "../../base/disposable.ts";
import { type Holder, RunBusyError } from "../errors/runBusyError.ts";
import { privateModes } from "../files/durableFile.ts";
import { runFolderAt } from "../files/runFolder.ts";
import { type Database, openDatabase, sqliteCode, sqliteCodes } from "./sqlite.ts";
import { writing } from "./storeErrors.ts";

/** How long a starting runner waits, ms: a check whether the run is held takes the lock for some microseconds. */
const waitMs = 250;

/**
 * The right to run a run: a lock that the operating system drops with the process, however it ends. So there is no
 * heartbeat that a sleeping laptop would miss, and no clock that two machines could disagree about.
 */
export class Lease implements Disposable {
	readonly #database: Database;
	readonly #holderFile: string;
	#isOver = false;

	/** @throws RunBusyError while another runner has it */
	static take(folder: string): Lease {
		const { lock, holder } = runFolderAt(folder);
		const database = writing(lock, () => openDatabase(lock, "create"));
		try {
			// Nothing is ever written to this file, so it needs no journal.
			writing(lock, () => database.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE`));
		} catch (error) {
			database.close();
			throw isBusy(error) ? new RunBusyError(folder, readHolder(holder)) : error;
		}
		return new Lease(database, holder);
	}

	/** Whether any process, this one included, has it at the moment. Does not disturb the holder. */
	static isHeld(folder: string): boolean {
		const { lock } = runFolderAt(folder);
		if (!existsSync(lock)) return false;
		const database = openDatabase(lock, "read");
		try {
			database.exec("PRAGMA busy_timeout = 0; SELECT 1 FROM sqlite_schema");
			return false;
		} catch (error) {
			if (isBusy(error)) return true;
			throw error;
		} finally {
			database.close();
		}
	}

	private constructor(database: Database, holderFile: string) {
		this.#database = database;
		this.#holderFile = holderFile;
		try {
			writeFileSync(holderFile, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder), {
				mode: privateModes.file,
			});
		} catch {
			// Only a message needs this file, and a full disk is reported at the first commit.
		}
	}

	dispose(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		// Removed before the lock is: afterwards the next runner may have written its own.
		rmSync(this.#holderFile, { force: true });
		this.#database.close();
	}
}

function isBusy(error: unknown): boolean {
	return sqliteCode(error) === sqliteCodes.busy;
}

/** Undefined where the file is a dead runner's, as the current one has not written its own yet. */
function readHolder(file: string): Holder | undefined {
	try {
		const { pid, host } = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
		if (typeof pid !== "number" || typeof host !== "string") return undefined;
		return host !== hostname() || isAlive(pid) ? { pid, host } : undefined;
	} catch {
		return undefined;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it is alive, but another user's.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
