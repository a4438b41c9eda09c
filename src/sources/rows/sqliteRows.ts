import { existsSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { rawJSON } from "../../base/exactNumber.ts";
import { loadSqlite } from "../../base/nodeSqlite.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import { checkColumns } from "./queryColumns.ts";
import { inBlocks, type RowBlock } from "./rowBlock.ts";
import type { SqliteTask } from "./rowTask.ts";

/** How long a query waits while another program writes, ms. */
const busyMs = 5_000;

/**
 * The rows of a query, as one reading of the database: what is written meanwhile is not seen.
 * @throws SettingsError
 */
export function* sqliteBlocks(task: SqliteTask): Iterable<RowBlock> {
	const { file, query, params } = task;
	let database: DatabaseSync | undefined;
	try {
		const { DatabaseSync } = loadSqlite();
		database = new DatabaseSync(new URL("?mode=ro", pathToFileURL(file)), { readOnly: true });
		database.exec(`PRAGMA busy_timeout = ${busyMs}`);
		const statement = prepared(database, query);
		const columns = columnsOf(database, statement, query);
		const given = Array.isArray(params) ? params : [params];
		yield* inBlocks(rowTexts(statement.iterate(...(given as never[]))), columns);
	} catch (error) {
		throw error instanceof SettingsError ? error : settingsError(error as Error, task, database);
	} finally {
		database?.close();
	}
}

function* rowTexts(rows: Iterable<Readonly<Record<string, unknown>>>): Iterable<string> {
	for (const row of rows) yield JSON.stringify(row, asJson);
}

/** As JSON has it: bytes as base64; numbers that are none as text. */
function asJson(_name: string, value: unknown): unknown {
	if (typeof value === "bigint") return exactInteger(value);
	if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
	return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

function exactInteger(value: bigint): unknown {
	return Number.isSafeInteger(Number(value)) ? Number(value) : rawJSON(String(value));
}

/** @throws SettingsError unless the query is one statement that reads */
function prepared(database: DatabaseSync, query: string): StatementSync {
	const statement = database.prepare(query);
	const rest = query.slice(statement.sourceSQL.length);
	if (
		rest
			.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, "")
			.replaceAll(";", "")
			.trim() !== ""
	) {
		throw new SettingsError("The query is more than one statement.", {
			path: ["query"],
			offset: query.length - rest.trimStart().length,
			suggestion: "Give the one that reads the rows.",
		});
	}
	statement.setReadBigInts(true);
	return statement;
}

/** @throws SettingsError where an item cannot have them */
function columnsOf(database: DatabaseSync, statement: StatementSync, query: string): readonly string[] {
	const names = statement.columns?.().map(({ name }) => name) ?? namesOf(database, query);
	checkColumns(names);
	return names;
}

/** Before Node 22.16 a statement does not know its columns; one around it calls the second `id` `id:1`. */
function namesOf(database: DatabaseSync, query: string): readonly string[] {
	const bare = query.replace(/[;\s]+$/, "");
	const row = database.prepare(`SELECT * FROM (SELECT 1) LEFT JOIN (${bare}\n) ON 0`).get() ?? {};
	return Object.keys(row)
		.slice(1)
		.map((name, _at, all) => (all.includes(name.replace(/:\d+$/, "")) ? name.replace(/:\d+$/, "") : name));
}

/** What SQLite says, at its place in the query. */
function settingsError(error: Error, { file, query }: SqliteTask, database: DatabaseSync | undefined): Error {
	const { errcode } = error as { readonly errcode?: number };
	if (/contains no statements/.test(error.message)) {
		return new SettingsError("The query is empty.", { path: ["query"] });
	}
	if (errcode === undefined) return error;
	const inQuery = (message: string, word = "", suggestion?: string) => {
		const at = word === "" ? -1 : query.indexOf(word);
		const offset = at >= 0 && query.indexOf(word, at + 1) < 0 ? at : undefined;
		return new SettingsError(message, { path: ["query"], offset, suggestion, cause: error });
	};
	switch (errcode & 0xff) {
		case 1: {
			const [, near = ""] = /^near "(.*)": /.exec(error.message) ?? [];
			const [, what = "", name = ""] = /^no such (table|column): (?:.*\.)?(.*)$/.exec(error.message) ?? [];
			const suggestion = what === "table" && database ? didYouMean(name, tablesOf(database)) : undefined;
			return inQuery(`SQLite does not take the query: ${error.message}.`, near || name, suggestion);
		}
		case 5:
			return inFile(`${file} is locked by another program.`, "Wait until that is done, or end it.", error);
		case 8:
			return inQuery("The query would write, and a source only reads.");
		case 11:
			return inFile(`${file} is damaged: ${error.message}.`, "Mend it first: sqlite3 FILE .recover", error);
		case 14:
			return inFile(
				existsSync(file) ? `${file} cannot be opened.` : `There is no file ${file}.`,
				"Give yourself the right to read it, and to write in its folder if it is in WAL mode.",
				error,
			);
		case 26:
			return inFile(`${file} is no SQLite database, or it is encrypted.`, undefined, error);
		default:
			return inQuery(`SQLite cannot read the rows: ${error.message}.`);
	}
}

function inFile(message: string, suggestion: string | undefined, cause: Error): SettingsError {
	return new SettingsError(message, { path: ["path"], suggestion, cause });
}

function tablesOf(database: DatabaseSync): readonly string[] {
	const rows = database.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')").all();
	return rows.map(({ name }) => String(name));
}
