import type { CodeMeaning } from "./meaning.ts";

/** Work on the same rows got in the way: nothing was done, and it may be over at once. */
const contention: CodeMeaning = { category: "retry", isContention: true };
const unreachable: CodeMeaning = { category: "retry", isOutage: true, isUnread: true };
const lost: CodeMeaning = { category: "retry", isOutage: true };
/** The user, or the password, is wrong. */
const denied: CodeMeaning = { category: "fatal" };
const rejected: CodeMeaning = { category: "fail" };

/**
 * PostgreSQL (manual, appendix A), SQLite, MySQL (also as numbers, which drivers have in `errno`), Prisma, and the
 * drivers' own codes for connections.
 */
export const databaseMeanings: Readonly<Record<string, CodeMeaning>> = {
	"40001": contention,
	"40P01": contention,
	"55P03": contention,
	SQLITE_BUSY: contention,
	SQLITE_LOCKED: contention,
	ER_LOCK_DEADLOCK: contention,
	ER_LOCK_WAIT_TIMEOUT: contention,
	"1213": contention,
	"1205": contention,
	P2034: contention,
	"53300": unreachable,
	"57P01": lost,
	"57P02": lost,
	"57P03": unreachable,
	ER_CON_COUNT_ERROR: unreachable,
	"1040": unreachable,
	ER_SERVER_SHUTDOWN: lost,
	"1053": lost,
	"2002": unreachable,
	"2003": unreachable,
	"2006": lost,
	"2013": lost,
	PROTOCOL_CONNECTION_LOST: lost,
	CONNECTION_CLOSED: lost,
	CONNECTION_ENDED: lost,
	CONNECTION_DESTROYED: lost,
	CONNECT_TIMEOUT: unreachable,
	P1001: unreachable,
	P1002: unreachable,
	P1017: lost,
	"28000": denied,
	"28P01": denied,
	ER_ACCESS_DENIED_ERROR: denied,
	"1045": denied,
	ELOGIN: denied,
	P1000: denied,
	SQLITE_CONSTRAINT: rejected,
	ER_DUP_ENTRY: rejected,
	"1062": rejected,
	P2002: rejected,
};

/** Classes of SQLSTATE codes: lost connections; values and rows that are not taken as they are. */
export function sqlStateMeaning(code: string): CodeMeaning | undefined {
	if (/^08[0-9A-Z]{3}$/.test(code)) return lost;
	return /^(?:2[23][0-9A-Z]{3}|SQLITE_CONSTRAINT_\w+)$/.test(code) ? rejected : undefined;
}

/** Whether it is a SQLSTATE code: then a database has answered. */
export function isSqlState(code: string): boolean {
	return /^[0-5][0-9A-Z]{4}$/.test(code);
}
