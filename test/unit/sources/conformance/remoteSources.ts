import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { http } from "../../../../src/sources/http.ts";
import { postgres } from "../../../../src/sources/postgres.ts";
import { sqlite } from "../../../../src/sources/sqlite.ts";
import { xlsx } from "../../../../src/sources/xlsx.ts";
import { postgresServer } from "../../../postgres/postgresServer.ts";
import { PageServer } from "../pageServer.ts";
import { number, text, workbook } from "../workbook.ts";
import type { ConformingSource, Row } from "./conformingSource.ts";

const query = "SELECT id, text FROM items ORDER BY id";

const pageRows = 100;
let pageServer: Promise<PageServer> | undefined;
/** What the API has for each trial. */
const lists = new Map<string, readonly Row[]>();

function startPageServer(): Promise<PageServer> {
	pageServer ??= PageServer.start().then((server) => {
		server.answer((url, _, response) => {
			const page = Number(url.searchParams.get("page") ?? 1);
			const rows = lists.get(url.pathname) ?? [];
			if (page * pageRows > Number(url.searchParams.get("until") ?? rows.length + pageRows)) {
				response.statusCode = 404;
				return "gone";
			}
			const next = new URL(url);
			next.searchParams.set("page", String(page + 1));
			if (page * pageRows < rows.length) response.setHeader("link", `<${next}>; rel="next"`);
			return rows.slice((page - 1) * pageRows, page * pageRows);
		});
		return server;
	});
	return pageServer;
}

/** Kinds that read from databases and servers. */
export const remoteSources: readonly ConformingSource[] = [
	{
		name: "sqlite",
		kind: sqlite,
		rows: 2_100,
		seesLaterRows: false,
		write(rows, { folder }) {
			const database = new DatabaseSync(join(folder.path, "items.db"));
			// So that a reading that was left halfway does not keep it from being written.
			database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; BEGIN");
			database.exec("DROP TABLE IF EXISTS items; CREATE TABLE items (id INTEGER, text TEXT)");
			const insert = database.prepare("INSERT INTO items VALUES (?, ?)");
			for (const { id, text } of rows) insert.run(id, text);
			database.exec("COMMIT");
			database.close();
			return { path: "items.db", query };
		},
	},
	{
		name: "postgres",
		kind: postgres,
		rows: 1_100,
		seesLaterRows: false,
		isThere: async () => (await postgresServer()) !== undefined,
		async write(rows, { folder }) {
			const url = (await postgresServer())?.url;
			// One for each trial, as they are open at the same time.
			const table = `items_${folder.path.replace(/\W/g, "_")}`;
			const client = new pg.Client({ connectionString: url });
			await client.connect();
			// A reading that was left halfway would keep it from being dropped.
			await client.query(`CREATE TABLE IF NOT EXISTS "${table}" (id int, text text)`);
			await client.query(`BEGIN; DELETE FROM "${table}"`);
			const lists = [rows.map(({ id }) => id), rows.map(({ text }) => text)];
			await client.query(`INSERT INTO "${table}" SELECT * FROM unnest($1::int[], $2::text[])`, lists);
			await client.query("COMMIT");
			await client.end();
			return { url, query: `SELECT id, text FROM "${table}" ORDER BY id` };
		},
	},
	{
		name: "http",
		kind: http,
		changes: "fixed",
		context: () => ({}),
		async write(rows, { folder }) {
			const { origin } = await startPageServer();
			lists.set(folder.path, rows);
			return { url: origin + folder.path, next: "link" };
		},
		async damage(_, at, { folder }) {
			const { origin } = await startPageServer();
			return { url: `${origin}${folder.path}?until=${at}`, next: "link" };
		},
		damaged: /answered 404 Not Found\.$/,
	},
	{
		name: "xlsx",
		kind: xlsx,
		rows: 2_100,
		write(rows, { folder }) {
			const lines = rows.map((row) => number(String(row.id)) + text(row.text));
			const cells = [text("id") + text("text"), ...lines];
			folder.write("items.xlsx", workbook({ All: Object.fromEntries(cells.map((row, at) => [at + 1, row])) }));
			return "items.xlsx";
		},
	},
];
