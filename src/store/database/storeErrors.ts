import { DamagedRunError } from "../errors/damagedRunError.ts";
import { FileAccessError } from "../errors/fileAccessError.ts";
import { UnsavedError } from "../errors/unsavedError.ts";
import { sqliteCode, sqliteCodes } from "./sqlite.ts";

/** What the system says when it has no room, or cannot write for a reason that may pass. */
const refusals: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EIO", "EFBIG"]);
const fullOrFailing: ReadonlySet<unknown> = new Set([sqliteCodes.full, sqliteCodes.io]);
/** The same, where it will not pass by itself. */
const denials: ReadonlySet<unknown> = new Set(["EACCES", "EPERM", "EROFS"]);
const closed: ReadonlySet<unknown> = new Set([sqliteCodes.readOnly, sqliteCodes.cannotOpen]);

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
		return new DamagedRunError(file, `It holds JSON that makes no sense (${error.message}).`);
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
	return sqliteCode(error) === sqliteCodes.io
		? new Error(`${file} could not be read (SQLite says "${(error as Error).message}").`, { cause: error })
		: denialOf(file, error);
}

function refusalOf(file: string, error: unknown): Error | undefined {
	const isRefused = fullOrFailing.has(sqliteCode(error)) || refusals.has(systemCode(error));
	return isRefused ? new UnsavedError(file, (error as Error).message, error) : denialOf(file, error);
}

function denialOf(file: string, error: unknown): Error | undefined {
	const isDenied = closed.has(sqliteCode(error)) || denials.has(systemCode(error));
	return isDenied ? new FileAccessError(file, (error as Error).message, error) : undefined;
}

function systemCode(error: unknown): unknown {
	return error instanceof Error && "code" in error ? error.code : undefined;
}
