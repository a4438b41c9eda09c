import type { Disposable } from "../../../base/disposable.ts";
import { type Database, openDatabase, sqliteCode, sqliteCodes } from "../sqlite/sqlite.ts";

/**
 * A lock of the operating system on a file that is there for nothing else. It is dropped with the process, however that
 * ends: so there is no heartbeat that a sleeping laptop would miss, and no clock that two machines could disagree about.
 */
export class FileLock implements Disposable {
	readonly #database: Database;

	/**
	 * @param file made where it is missing
	 * @param waitMs the thread is blocked meanwhile
	 * @returns undefined while another connection has it, of this process or another one
	 */
	static take(file: string, waitMs: number): FileLock | undefined {
		const database = openDatabase(file, "create");
		try {
			// Nothing is ever written to this file, so it needs no journal.
			database.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE`);
			return new FileLock(database);
		} catch (error) {
			database.close();
			if (isBusy(error)) return undefined;
			throw error;
		}
	}

	/** Whether anybody, this process included, has it at the moment. Does not disturb the holder. */
	static isHeld(file: string): boolean {
		const database = openDatabase(file, "read");
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

	private constructor(database: Database) {
		this.#database = database;
	}

	dispose(): void {
		if (this.#database.isOpen) this.#database.close();
	}
}

function isBusy(error: unknown): boolean {
	return sqliteCode(error) === sqliteCodes.busy;
}
