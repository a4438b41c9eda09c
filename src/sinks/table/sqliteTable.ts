import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { ExactNumber } from "../../base/exactNumber.ts";
import { loadSqlite } from "../../base/nodeSqlite.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { cellText } from "./cells.ts";

/** How long a table waits for other programs that write to its database, ms. */
const waitMs = 10_000;
const betweenMs = 50;
/** Rows that are read before others get a turn. */
const rowsATurn = 1_000;

/** SQLite's codes, and what they mean here. */
const codes = { busy: 5, locked: 6, readOnly: 8, corrupt: 11, full: 13, cannotOpen: 14, noDatabase: 26 } as const;

type SqlValue = string | number | bigint | Uint8Array | null;

/** One table in an SQLite database, which is replaced as a whole; the rest of the database is not touched. */
export class SqliteTable {
	readonly #file: string;
	readonly #name: string;
	readonly #database: DatabaseSync;
	#insert: StatementSync | undefined;

	/** @param file absolute; made where it is missing. @throws SettingsError */
	constructor(file: string, name: string) {
		this.#file = file;
		this.#name = name;
		const { DatabaseSync } = loadSqlite();
		try {
			// Other tables may refer to this one: their rows stay.
			this.#database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
		} catch (error) {
			throw this.#problem(error as Error);
		}
	}

	/**
	 * Of the table's definition and its rows.
	 * @returns undefined where there is none
	 * @throws SettingsError, also where another thing has that name
	 */
	digest(): Promise<string | undefined> {
		return this.#whenFree(() => this.#digest());
	}

	/**
	 * Replaces the table: all of it, or nothing.
	 * @param fill calls {@link begin} and {@link add}
	 * @param beforeCommit is told the digests of the new table, and of the one that it replaces
	 * @returns what `fill` has, and what of the old table could not be kept
	 * @throws SettingsError; the table is as it was then
	 */
	async replace<T>(
		fill: () => Promise<T>,
		beforeCommit: (digest: string, replaced: string | undefined) => void | Promise<void>,
	): Promise<{ readonly filled: T; readonly notes: readonly string[] }> {
		await this.#whenFree(() => this.#database.exec("BEGIN IMMEDIATE"));
		try {
			const replaced = await this.digest();
			const belongings = this.#belongings();
			const filled = await fill();
			const notes = belongings.flatMap(({ name, sql }) => this.#restored(name, sql));
			await beforeCommit((await this.digest()) ?? "", replaced);
			await this.#whenFree(() => this.#database.exec("COMMIT"));
			return { filled, notes };
		} catch (error) {
			// After a full disk, SQLite has rolled back by itself.
			if (this.#database.isTransaction !== false) this.#rollBack();
			throw this.#problem(error as Error);
		}
	}

	/** The table anew, without rows. @returns the names that its columns have: SQLite takes `ID` and `id` for one */
	begin(columns: readonly string[]): readonly string[] {
		const names = distinctNames(columns);
		this.#database.exec(`DROP TABLE IF EXISTS ${quoted(this.#name)}`);
		// Columns without a type keep each value as it is.
		this.#database.exec(`CREATE TABLE ${quoted(this.#name)} (${names.map(quoted).join(", ")})`);
		const values = names.map(() => "?").join(", ");
		this.#insert = this.#database.prepare(`INSERT INTO ${quoted(this.#name)} VALUES (${values})`);
		return names;
	}

	add(rows: readonly (readonly unknown[])[]): void {
		for (const cells of rows) this.#insert?.run(...cells.map(sqlValue));
	}

	close(): void {
		this.#database.close();
	}

	async #digest(): Promise<string | undefined> {
		const found = this.#database
			.prepare("SELECT type, sql FROM sqlite_schema WHERE name = ? COLLATE NOCASE")
			.get(this.#name);
		if (!found) return undefined;
		const { type, sql } = found;
		if (type !== "table") {
			throw new SettingsError(`${this.#file} has something else with the name ${this.#name}: ${aOrAn(String(type))}.`, {
				path: ["table"],
				suggestion: "Give the table another name.",
			});
		}
		const hash = createHash("sha256").update(String(sql));
		// In the order of the table, whatever indexes it has got.
		const rows = this.#database.prepare(`SELECT * FROM ${quoted(this.#name)} NOT INDEXED`);
		rows.setReadBigInts(true);
		let count = 0;
		for (const row of rows.iterate()) {
			for (const value of Object.values(row)) hash.update(marked(value as SqlValue));
			hash.update("\n");
			if (++count % rowsATurn === 0) await nextTurn();
		}
		return hash.digest("hex");
	}

	/** Indexes and triggers that somebody has given to the table: they go with it. */
	#belongings(): readonly { readonly name: string; readonly sql: string }[] {
		return this.#database
			.prepare(
				`SELECT name, sql FROM sqlite_schema
				WHERE tbl_name = ? COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL`,
			)
			.all(this.#name)
			.map(({ name, sql }) => ({ name: String(name), sql: String(sql) }));
	}

	/** @returns why not, if the new table cannot have it */
	#restored(name: string, sql: string): readonly string[] {
		try {
			this.#database.exec(sql);
			return [];
		} catch (error) {
			return [`${name} is gone, as the table has other columns now: ${(error as Error).message}.`];
		}
	}

	/** Not by SQLite's own waiting, which would hold up the whole process. */
	async #whenFree<T>(work: () => T | Promise<T>): Promise<T> {
		for (let waited = 0; ; waited += betweenMs) {
			try {
				return await work();
			} catch (error) {
				if (codeOf(error) !== codes.busy || waited >= waitMs) throw this.#problem(error as Error);
			}
			await sleep(betweenMs);
		}
	}

	#rollBack(): void {
		try {
			this.#database.exec("ROLLBACK");
		} catch {
			// Closing it does the same.
		}
	}

	/** What SQLite says, with what to do. */
	#problem(error: Error): Error {
		const code = codeOf(error);
		if (code === undefined) return error;
		const [message, suggestion] = this.#words(code, error.message);
		return new SettingsError(message, { path: [], suggestion, cause: error });
	}

	#words(code: number, message: string): readonly [message: string, suggestion?: string] {
		const file = this.#file;
		switch (code) {
			case codes.busy:
			case codes.locked:
				return [`${file} is locked by another program.`, "End that, and resume the run: its results are written then."];
			case codes.readOnly:
				return [`${file} may not be written.`];
			case codes.corrupt:
				return [`${file} is damaged: ${message}.`, "Mend it first: sqlite3 FILE .recover"];
			case codes.full:
				return [`${file} could not be written: the disk is full.`, "Make room, and resume the run."];
			case codes.cannotOpen:
				return [`${file} cannot be opened.`, "It needs the right to write there, and in its folder."];
			case codes.noDatabase:
				return [`${file} is no SQLite database, or it is encrypted.`, "Give the results a file of their own."];
			default:
				return [`The table ${this.#name} of ${file} could not be written: ${message}.`];
		}
	}
}

/** Undefined where there is no database, or no such table in it. @throws SettingsError */
export async function tableDigest(file: string, name: string): Promise<string | undefined> {
	if (!existsSync(file)) return undefined;
	const table = new SqliteTable(file, name);
	try {
		return await table.digest();
	} finally {
		table.close();
	}
}

/** Undefined for what SQLite has not said. */
function codeOf(error: unknown): number | undefined {
	const { errcode } = error as { readonly errcode?: number };
	return errcode === undefined ? undefined : errcode & 0xff;
}

/** A NUL would end the statement. */
function quoted(name: string): string {
	return `"${name.replaceAll('"', '""').replaceAll("\0", "\uFFFD")}"`;
}

function aOrAn(type: string): string {
	return type === "index" ? "an index" : `a ${type}`;
}

/** By the letters that SQLite takes for one. */
export function foldedName(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function distinctNames(names: readonly string[]): readonly string[] {
	const taken = new Set(names.map(foldedName));
	const given = new Set<string>();
	return names.map((name) => {
		let unique = name;
		for (let number = 2; given.has(foldedName(unique)); number++) {
			const next = `${name}_${number}`;
			if (!taken.has(foldedName(next))) unique = next;
		}
		given.add(foldedName(unique));
		return unique;
	});
}

/** A number that SQLite has none for is text: it keeps its digits. */
function sqlValue(value: unknown): SqlValue {
	if (value === null || value === undefined) return null;
	if (typeof value === "boolean") return value ? 1n : 0n;
	if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
	if (!(value instanceof ExactNumber)) return cellText(value);
	const { text, double } = value;
	if (!/^-?\d+$/.test(text)) return double ?? text;
	// `BigInt` of millions of digits would take minutes.
	if (text.length > 20 || BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) return text;
	return BigInt(text);
}

/** Different for each value. */
function marked(value: SqlValue): string {
	if (value === null) return "n;";
	if (typeof value === "bigint") return `i${value};`;
	if (typeof value === "number") return `r${value};`;
	if (typeof value === "string") return `t${value.length};${value}`;
	return `b${Buffer.from(value).toString("hex")};`;
}
