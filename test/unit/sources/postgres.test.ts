import assert from "node:assert/strict";
import pg from "pg";
import { ExactNumber } from "../../../src/base/exactNumber.ts";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { postgres } from "../../../src/sources/postgres.ts";
import { postgresBlocks } from "../../../src/sources/rows/postgresRows.ts";
import { type PostgresServer, postgresServer } from "../../postgres/postgresServer.ts";
import { itemsFrom, kept } from "./readOn.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

describe("rows of a PostgreSQL database", function () {
	this.timeout(120_000);
	const folder = new TrialFolder();
	let server: PostgresServer | undefined;
	let client: pg.Client;

	before(async function () {
		server = await postgresServer();
		if (!server) return this.skip();
		client = new pg.Client({ connectionString: server.url });
		await client.connect();
		await client.query("CREATE TABLE many AS SELECT i AS id, 'name ' || i AS name FROM generate_series(1, 25000) AS i");
		await client.query(
			"CREATE ROLE clerk LOGIN PASSWORD 'not the one'; ALTER ROLE postgres SET datestyle = 'SQL, DMY'",
		);
	});
	after(async () => {
		await client?.end();
		folder.remove();
	});

	const open = (query: string, params?: readonly unknown[], url = server?.url) =>
		folder.open(postgres, { url, query, ...(params ? { params } : {}) });
	const values: readonly (readonly [expression: string, value: unknown])[] = [
		["9007199254740993::bigint", new ExactNumber("9007199254740993")],
		["12345678901234567890.10::numeric", new ExactNumber("12345678901234567890.10")],
		["'NaN'::numeric", "NaN"],
		["0.1::float8 + 0.2", 0.30000000000000004],
		["'-infinity'::float4", "-Infinity"],
		["1 = 1", true],
		["NULL::int", null],
		[
			`'{"id": 12345678901234567890, "a": [1.50, null], "b": "\\n"}'::json`,
			{ id: new ExactNumber("12345678901234567890"), a: [new ExactNumber("1.50"), null], b: "\n" },
		],
		["'\\x00ff10'::bytea", "AP8Q"],
		["'2026-11-28 05:26:44.123456+00'::timestamptz AT TIME ZONE 'UTC'", "2026-11-28T05:26:44.123456"],
		["'2026-11-28'::date", "2026-11-28"],
		["'infinity'::timestamp", "infinity"],
		["ARRAY['a \"b\"', NULL, '', 'NULL', 'c,{d}\\']", ['a "b"', null, "", "NULL", "c,{d}\\"]],
		[
			"ARRAY[[1, 2], [3, 9007199254740993]]::bigint[]",
			[
				[1, 2],
				[3, new ExactNumber("9007199254740993")],
			],
		],
		["'{}'::text[]", []],
		["ARRAY['\\x01'::bytea]", ["AQ=="]],
		["'192.168.0.1'::inet", "192.168.0.1"],
		["E'two\\nlines \u{1f600}'::text", "two\nlines \u{1f600}"],
	];
	it("keep all that PostgreSQL has, in JSON", async () => {
		const columns = values.map(([expression], at) => `${expression} AS c${at}`);
		const [item] = await itemsOf(await open(`SELECT ${columns.join(", ")}`));
		const found = item?.value as Record<string, unknown>;
		for (const [at, [expression, value]] of values.entries()) assert.deepEqual(found[`c${at}`], value, expression);
		const [now] = await itemsOf(await open("SELECT now() AS now"));
		assert.match(
			(now?.value as { now: string } | undefined)?.now ?? "",
			/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d)$/,
		);
	});

	it("take parameters as values, and none can be written", async () => {
		const source = await open("SELECT id FROM many WHERE name = $1 OR id = ANY($2::int[]) ORDER BY id", [
			"name 7",
			[1, 3],
		]);
		assert.equal(source.summary, `3 rows of postgres on 127.0.0.1:${server?.port}: id`);
		assert.deepEqual(
			(await itemsOf(source)).map(({ value }) => value),
			[{ id: 1 }, { id: 3 }, { id: 7 }],
		);
	});

	it("are refused where the query cannot be run, at the place that the server names", async () => {
		const port = Number(server?.port);
		const cases: readonly (readonly [
			query: string,
			path: string,
			message: RegExp,
			offset?: number | undefined,
			params?: unknown[],
			url?: string,
		])[] = [
			["SELECT '\u{1f600}', id FRM many", "query", /\(42601\): syntax error at or near "many"/, 20],
			["SELECT id FROM mny", "query", /\(42P01\): relation "mny" does not exist/, 15],
			["SELECT 1 AS a; DELETE FROM many", "query", /42601.*multiple commands/],
			["DELETE FROM many RETURNING id", "query", /only reads/],
			["SET search_path TO x", "query", /gives no rows/],
			["SELECT a.id, b.id FROM many a, many b", "query", /two columns with the name "id"/],
			["SELECT $1::int AS a, $2::int AS b", "params", /do not fit the query/, undefined, [1]],
			["SELECT 1 AS a", "url", /no such database/, undefined, [], `postgres://postgres@127.0.0.1:${port}/shpo`],
			[
				"SELECT 1 AS a",
				"url",
				/Nothing accepts connections to shop on 127\.0\.0\.1:1 /,
				undefined,
				[],
				"postgres://u:p4ssword@127.0.0.1:1/shop",
			],
			["SELECT 1 AS a", "url", /does not begin with postgres/, undefined, [], "mysql://127.0.0.1/shop"],
		];
		for (const [query, path, message, offset, params, url] of cases) {
			await assert.rejects(open(query, params, url), (error: SettingsError) => {
				assert.ok(error instanceof SettingsError, `${query}: ${error}`);
				assert.match(error.message, message);
				assert.deepEqual([error.path, error.offset], [[path], offset], query);
				assert.doesNotMatch(error.text, /p4ssword/);
				return true;
			});
		}
	});

	it("are those of one moment, and read on from every place unless they have changed", async () => {
		const query = "SELECT * FROM many ORDER BY id";
		const source = await open(query);
		const all = [];
		for await (const chunk of source.chunks(new AbortController().signal)) {
			if (all.length === 0) await client.query("UPDATE many SET name = 'other' WHERE id = 24000");
			all.push(...chunk);
		}
		assert.deepEqual([all.length, all[23_999]?.value], [25_000, { id: 24_000, name: "name 24000" }]);
		const partial = await open(query);
		let count = 0;
		for await (const chunk of partial.chunks(new AbortController().signal)) {
			count += chunk.length;
			if (count > 12_000) break;
		}
		const position = kept(partial.position?.(11_900));
		assert.ok(position.index > 11_000 && position.index <= 11_900);
		const again = await open(query);
		assert.equal(await again.changeSince?.(position), undefined);
		const rest = await itemsFrom(again, position);
		assert.equal(rest.length, 25_000 - position.index);
		assert.deepEqual(rest.slice(0, 50), all.slice(position.index, position.index + 50));
		await client.query("UPDATE many SET name = 'other' WHERE id = 3");
		const changed = await open(query);
		assert.equal((await changed.changeSince?.(position))?.isBeforeMark, true);
		await assert.rejects(itemsFrom(changed, position), /not the same any more/);
		await changed.dispose?.();
	});

	it("end without an error when the run is stopped, and end the query, too", async () => {
		const left = "SELECT count(*)::int AS left FROM pg_stat_activity WHERE application_name = 'batchline'";
		const isGone = async () => {
			for (let tries = 0; (await client.query(left)).rows[0].left > 0; tries++) {
				assert.ok(tries < 500, "A connection is left.");
				await client.query("SELECT pg_sleep(0.02)");
			}
		};
		const source = await open("SELECT generate_series(1, 100000000) AS i");
		const stop = new AbortController();
		for await (const _ of source.chunks(stop.signal)) stop.abort();
		await source.dispose?.();
		await isGone();
		const stopped = new AbortController();
		const slow = postgresBlocks(
			{ url: server?.url ?? "", query: "SELECT pg_sleep(60)", params: [], where: "" },
			stopped.signal,
		);
		const first = slow[Symbol.asyncIterator]().next();
		const asleep = "SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
		while ((await client.query(asleep)).rows[0].count === 0);
		stopped.abort();
		assert.equal((await first).done, true);
		await isGone();
	});
});
