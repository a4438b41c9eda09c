import type { RowBlock } from "./rowBlock.ts";

export type SqliteParam = string | number | bigint | null;

/** A query of an SQLite database. */
export interface SqliteTask {
	readonly kind: "sqlite";
	/** Absolute. */
	readonly file: string;
	readonly query: string;
	/** In their order, or by name without the sign before it. */
	readonly params: readonly SqliteParam[] | Readonly<Record<string, SqliteParam>>;
}

/** A sheet of a workbook. */
export interface XlsxTask {
	readonly kind: "xlsx";
	/** Absolute. */
	readonly file: string;
	/** Its name, or its number from 1; undefined: the first. */
	readonly sheet: string | number | undefined;
	/** Whether the first row names the columns; or their names. */
	readonly header: boolean | readonly string[];
}

/** What a thread reads rows from. */
export type RowTask = SqliteTask | XlsxTask;

/** What the thread answers, each time that it is asked for more. */
export type RowReply = { readonly block: RowBlock | undefined } | { readonly error: RowError };

/** A SettingsError as it crosses to another thread. */
export interface RowError {
	readonly message: string;
	readonly path: readonly (string | number)[];
	readonly suggestion: string | undefined;
	readonly offset: number | undefined;
}
