import { DamagedRunError } from "./damagedRunError.ts";
import { sqliteCode, sqliteCodes } from "./sqlite.ts";
import { UnsavedError } from "./unsavedError.ts";

/** What the system says when it has no room, or cannot write for a reason that may pass. */
const refusals: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EIO", "EFBIG"]);

/** Reads from a file of the run folder; throws DamagedRunError where its content makes no sense. All errors name it. */
export function reading<T>(file: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw damageOf(file, error) ?? unreadable(file, error) ?? error;
	}
}

/** Writes to a file of the run folder; throws UnsavedError where the system refuses, DamagedRunError as above. */
export function writing<T>(file: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw damageOf(file, error) ?? refusalOf(file, error) ?? error;
	}
}

function damageOf(file: string, error: unknown): DamagedRunError | undefined {
	if (error instanceof SyntaxError)
		return new DamagedRunError(file, `It holds text that is no JSON (${error.message}).`);
	switch (sqliteCode(error)) {
		// A table or a column is missing: our statements themselves are right.
		case sqliteCodes.error:
		case sqliteCodes.corrupt:
		case sqliteCodes.notADatabase:
			return new DamagedRunError(file, `SQLite says "${(error as Error).message}".`, error);
		default:
			return undefined;
	}
}

function unreadable(file: string, error: unknown): Error | undefined {
	switch (sqliteCode(error)) {
		case sqliteCodes.io:
		case sqliteCodes.readOnly:
		case sqliteCodes.cannotOpen:
			return new Error(`${file} could not be read (SQLite says "${(error as Error).message}").`, { cause: error });
		default:
			return undefined;
	}
}

function refusalOf(file: string, error: unknown): Error | undefined {
	if (!(error instanceof Error)) return undefined;
	switch (sqliteCode(error)) {
		case sqliteCodes.full:
		case sqliteCodes.io:
			return new UnsavedError(file, error.message, error);
		case sqliteCodes.readOnly:
		case sqliteCodes.cannotOpen:
			return new Error(`${file} cannot be opened for writing (SQLite says "${error.message}").`, { cause: error });
		default:
			return "code" in error && refusals.has(error.code) ? new UnsavedError(file, error.message, error) : undefined;
	}
}
