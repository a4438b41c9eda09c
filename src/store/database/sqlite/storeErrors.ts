import { statSync } from "node:fs";
import { DamagedRunError } from "../../errors/damagedRunError.ts";
import { FileAccessError } from "../../errors/fileAccessError.ts";
import { UnsavedError } from "../../errors/unsavedError.ts";
import { sqliteCode, sqliteCodes } from "./sqlite.ts";

/** The system has no room, or cannot write for a reason that may pass. */
const systemRefusals: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EIO", "EFBIG"]);
/** The same, as SQLite reports it. */
const sqliteRefusals: ReadonlySet<unknown> = new Set([sqliteCodes.full, sqliteCodes.io]);
/** The system denies access, which does not pass by itself. */
const systemDenials: ReadonlySet<unknown> = new Set(["EACCES", "EPERM", "EROFS"]);
/** The same, as SQLite reports it. */
const sqliteDenials: ReadonlySet<unknown> = new Set([sqliteCodes.readOnly, sqliteCodes.cannotOpen]);

/**
 * Reads from a file of the run folder. All errors name the file.
 * @throws DamagedRunError where its content makes no sense; FileAccessError where access is denied
 */
export function reading<T>(file: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw damageOf(file, error) ?? unreadable(file, error) ?? error;
	}
}

/**
 * Writes to a file of the run folder. All errors name the file.
 * @throws UnsavedError where the system refuses for now; DamagedRunError and FileAccessError as in {@link reading}
 */
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
	if (isFolder(file, error)) return new DamagedRunError(file, "There is a folder in its place.", error);
	switch (sqliteCode(error)) {
		// Our statements are correct, so a table or a column is missing.
		case sqliteCodes.error:
		case sqliteCodes.corrupt:
		case sqliteCodes.notADatabase:
			return new DamagedRunError(file, `SQLite says "${(error as Error).message}".`, error);
		default:
			return undefined;
	}
}

/** SQLite says in several ways that it cannot open a folder. */
function isFolder(file: string, error: unknown): boolean {
	if (systemCode(error) === "EISDIR") return true;
	return sqliteCode(error) !== undefined && statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

function unreadable(file: string, error: unknown): Error | undefined {
	const { message } = error as Error;
	if (sqliteRefusals.has(sqliteCode(error)))
		return new Error(`${file} could not be read (SQLite says "${message}").`, { cause: error });
	if (systemRefusals.has(systemCode(error)))
		return new Error(`${file} could not be read: ${message}.`, { cause: error });
	return denialOf(file, error);
}

function refusalOf(file: string, error: unknown): Error | undefined {
	const isRefused = sqliteRefusals.has(sqliteCode(error)) || systemRefusals.has(systemCode(error));
	return isRefused ? new UnsavedError(file, (error as Error).message, error) : denialOf(file, error);
}

function denialOf(file: string, error: unknown): Error | undefined {
	const isDenied = sqliteDenials.has(sqliteCode(error)) || systemDenials.has(systemCode(error));
	return isDenied ? new FileAccessError(file, (error as Error).message, error) : undefined;
}

function systemCode(error: unknown): unknown {
	return error instanceof Error && "code" in error ? error.code : undefined;
}
