/** For `import()` alone: the command line reads no driver before a job asks for it. */
import pg from "pg";
import Cursor from "pg-cursor";
import { SettingsError } from "../../base/settingsError.ts";
import { postgresError } from "./postgresErrors.ts";
import { asJsonOf } from "./postgresValues.ts";
import { checkColumns } from "./queryColumns.ts";
import type { RowBlock } from "./rowBlock.ts";

export interface PostgresQuery {
	/** `postgres://user:password@host:port/database`; what it leaves out comes from the environment (`PGUSER` …). */
	readonly url: string;
	readonly query: string;
	readonly params: readonly unknown[];
	/** Without password, for messages. */
	readonly where: string;
}

/** Rows of a block: their texts may be long. */
const blockRows = 500;
const connectTimeoutMs = 10_000;

/** What rows are written in must not depend on how a server, or a role, is set up. */
const begin = [
	"BEGIN TRANSACTION READ ONLY",
	"SET LOCAL datestyle = 'ISO'",
	"SET LOCAL bytea_output = 'hex'",
	"SET LOCAL extra_float_digits = 1",
].join("; ");

/** As they come. */
const types = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

/**
 * The rows of a query, by a cursor in a transaction that can only read. The connection keeps the process alive only
 * while rows are waited for.
 * @throws SettingsError
 */
export async function* postgresBlocks(asked: PostgresQuery, signal: AbortSignal): AsyncIterable<RowBlock> {
	if (signal.aborted) return;
	const { url, query, params, where } = asked;
	const client = newClient(url);
	let lost: Error | undefined;
	client.on("error", (error) => {
		lost = error;
	});
	let isWaiting = false;
	const onAbort = () => {
		if (isWaiting) void cancel(client, url).finally(() => client.end().catch(() => undefined));
	};
	signal.addEventListener("abort", onAbort, { once: true });
	try {
		await client.connect();
		await client.query(begin);
		const cursor = client.query(new Cursor<(string | null)[]>(query, [...params], { rowMode: "array", types }));
		let columns: Columns | undefined;
		for (;;) {
			client.ref();
			isWaiting = true;
			const { rows, fields } = await readBlock(cursor);
			isWaiting = false;
			client.unref();
			if (signal.aborted) return;
			columns ??= columnsOf(fields);
			if (rows.length === 0) return;
			const { names, rowText } = columns;
			yield { rows: rows.map(rowText), columns: names };
		}
	} catch (error) {
		if (signal.aborted) return;
		throw error instanceof SettingsError ? error : postgresError((lost ?? error) as Error, query, where);
	} finally {
		signal.removeEventListener("abort", onAbort);
		await client.end().catch(() => undefined);
	}
}

/** What its types leave out. */
interface Client extends pg.Client {
	readonly processID?: number;
	ref(): void;
	unref(): void;
}

function newClient(url: string): Client {
	const client = new pg.Client({
		connectionString: url,
		connectionTimeoutMillis: connectTimeoutMs,
		application_name: "batchline",
		keepAlive: true,
	});
	return client as unknown as Client;
}

/** Ends a query: a server that sorts or waits does not notice that nobody listens any more. */
async function cancel({ processID }: Client, url: string): Promise<void> {
	const other = newClient(url);
	other.on("error", () => undefined);
	try {
		await other.connect();
		await other.query("SELECT pg_cancel_backend($1)", [processID]);
	} catch {
		// It ends by itself.
	} finally {
		await other.end().catch(() => undefined);
	}
}

interface Field {
	readonly name: string;
	readonly dataTypeID: number;
}

interface CursorBlock {
	readonly rows: readonly (readonly (string | null)[])[];
	readonly fields: readonly Field[];
}

function readBlock(cursor: Cursor<(string | null)[]>): Promise<CursorBlock> {
	return new Promise((resolve, reject) => {
		cursor.read(blockRows, (error, rows, result) => {
			if (error) reject(error);
			else resolve({ rows, fields: (result as pg.QueryResult | undefined)?.fields ?? [] });
		});
	});
}

interface Columns {
	readonly names: readonly string[];
	rowText(row: readonly (string | null)[]): string;
}

/** @throws SettingsError where an item cannot have them */
function columnsOf(fields: readonly Field[]): Columns {
	const names = fields.map(({ name }) => name);
	checkColumns(names);
	const parts = fields.map(({ name, dataTypeID }) => ({
		before: `${JSON.stringify(name)}:`,
		asJson: asJsonOf(dataTypeID),
	}));
	return {
		names,
		rowText(row) {
			const members = parts.map(({ before, asJson }, at) => {
				const value = row[at];
				return before + (value === null || value === undefined ? "null" : asJson(value));
			});
			return `{${members.join(",")}}`;
		},
	};
}
