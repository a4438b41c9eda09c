import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ExactNumber } from "../../../src/base/exactNumber.ts";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { sqlite } from "../../../src/sources/sqlite.ts";
import { itemsFrom, kept } from "./readOn.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

describe("rows of an SQLite database", () => {
	const folder = new TrialFolder();
	let database: DatabaseSync;

	before(() => {
		database = new DatabaseSync(join(folder.path, "shop.db"));
		database.exec("CREATE TABLE orders (id INTEGER PRIMARY KEY, total REAL, note TEXT, photo BLOB, place TEXT)");
		database.exec("CREATE TABLE many (id INTEGER PRIMARY KEY, name TEXT)");
		database.exec(
			"INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000) SELECT i, 'name ' || i FROM n",
		);
		const insert = database.prepare("INSERT INTO orders VALUES (?, ?, ?, ?, ?)");
		insert.run(9_007_199_254_740_993n, 19.5, 'a "b"\nc', new Uint8Array([0, 255, 16]), "Ulm");
		insert.run(2, Number.POSITIVE_INFINITY, null, null, "O'Hara; --");
	});
	after(() => {
		database.close();
		folder.remove();
	});

	const open = (query: string, params?: unknown) =>
		folder.open(sqlite, { path: "shop.db", query, ...(params ? { params } : {}) });

	it("are items with all digits, bytes as base64, and columns in their order", async () => {
		const source = await open("SELECT id, total, note, photo FROM orders ORDER BY id DESC; -- all of them");
		assert.equal(source.summary, "2 rows of shop.db: id, total, note, photo");
		const [first, second] = await itemsOf(source);
		assert.deepEqual(first, {
			index: 0,
			key: "0",
			value: { id: new ExactNumber("9007199254740993"), total: 19.5, note: 'a "b"\nc', photo: "AP8Q" },
			location: undefined,
			problem: undefined,
		});
		assert.deepEqual(second?.value, { id: 2, total: "Infinity", note: null, photo: null });
	});

	it("take parameters as values, whatever is in them", async () => {
		const place = "O'Hara; --";
		for (const [query, params] of [
			["SELECT id FROM orders WHERE place = ? AND id < ?", [place, 3]],
			["SELECT id FROM orders WHERE place = $place AND ':no' <> '?' -- ?", { place }],
			["SELECT id FROM orders WHERE id = ?1 OR id = ?1 + 0", [2]],
		] as const) {
			assert.deepEqual(
				(await itemsOf(await open(query, params))).map(({ value }) => value),
				[{ id: 2 }],
				query,
			);
		}
		const wide = { id: new ExactNumber("9007199254740993") };
		assert.equal((await itemsOf(await open("SELECT note FROM orders WHERE id = :id", wide))).length, 1);
	});

	const refused: readonly (readonly [
		what: string,
		query: string,
		params: unknown,
		message: RegExp,
		offset?: number,
	])[] = [
		[
			"a table that is not there",
			"SELECT * FROM ordres",
			undefined,
			/no such table: ordres.* Did you mean "orders"\?/,
			14,
		],
		["a word that SQL has not", "SELECT id FRM orders", undefined, /near "orders"|near "FRM"/],
		["a second statement", "SELECT 1 AS a; DELETE FROM orders", undefined, /more than one statement/, 15],
		["what gives no rows", "DELETE FROM orders", undefined, /gives no rows/],
		["what writes", "DELETE FROM orders RETURNING id", undefined, /only reads/],
		[
			"two columns with one name",
			"SELECT a.id, b.id FROM orders a, orders b",
			undefined,
			/two columns with the name "id"/,
		],
		["a parameter without a value", "SELECT ? AS a, ? AS b", [1], /parameter \?2 has no value/],
		["a value without a parameter", "SELECT 1 AS a", [7], /has 0 parameters, and "params" has 1/],
		[
			"a misspelled parameter",
			"SELECT :place AS a",
			{ place: 1, plaec: 2 },
			/no parameter :plaec. Did you mean "place"\?/,
		],
		["a list as a value", "SELECT ? AS a", [[1]], /a text, a number/],
	];
	it(`are refused for ${refused.map(([what]) => what).join(", ")}`, async () => {
		const checks = refused.map(([what, query, params, message, offset]) =>
			assert.rejects(open(query, params), (error: SettingsError) => {
				assert.ok(error instanceof SettingsError, `${what}: ${error}`);
				assert.match(error.text, message, what);
				if (offset !== undefined) assert.deepEqual([error.path, error.offset], [["query"], offset], what);
				return true;
			}),
		);
		await Promise.all(checks);
	});

	it("are refused where there is no database", async () => {
		folder.write("text.db", "id;name\n".repeat(100));
		const reading = (path: string) => folder.open(sqlite, { path, query: "SELECT 1 AS a" });
		await assert.rejects(reading("text.db"), /text\.db is no SQLite database/);
		await assert.rejects(
			reading("shpo.db"),
			(error: SettingsError) =>
				/no file .*shpo\.db/.test(error.message) && error.suggestion === 'Did you mean "shop.db"?',
		);
	});

	it("are those of one moment, though the run changes the table that it reads", async () => {
		const wal = new DatabaseSync(join(folder.path, "wal.db"));
		wal.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER, done INTEGER DEFAULT 0)");
		wal.exec(
			"INSERT INTO t(id) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999) SELECT i FROM n",
		);
		const source = await folder.open(sqlite, { path: "wal.db", query: "SELECT id FROM t WHERE done = 0 ORDER BY id" });
		const seen: unknown[] = [];
		for await (const chunk of source.chunks(new AbortController().signal)) {
			if (seen.length === 0) wal.exec("UPDATE t SET done = 1");
			seen.push(...chunk.map(({ value }) => (value as { id: number }).id));
		}
		wal.close();
		assert.deepEqual(
			seen,
			Array.from({ length: 30_000 }, (_, id) => id),
		);
	});

	it("are read on from every place; a change of what was read is noticed, one of other rows is not", async () => {
		const query = "SELECT * FROM many ORDER BY id";
		const source = await open(query);
		const all = await itemsOf(source);
		assert.equal(all.length, 25_000);
		const position = kept(source.position?.(17_300));
		assert.ok(position.index <= 17_300 && position.index >= 16_000);
		const again = await open(query);
		assert.equal(await again.changeSince?.(position), undefined);
		const changeSince = async (mark: typeof position) => {
			const now = await open(query);
			const change = await now.changeSince?.(mark);
			// Else the reading goes on to hold its lock.
			await now.dispose?.();
			return change;
		};
		assert.deepEqual(await itemsFrom(again, position), all.slice(position.index));
		const partial = await open(query);
		for await (const _ of partial.chunks(new AbortController().signal)) break;
		const early = kept(partial.position?.(1_000));
		await partial.dispose?.();
		database.exec("UPDATE many SET name = 'other' WHERE id = 24000");
		assert.equal(await changeSince(early), undefined);
		assert.equal((await changeSince(position))?.isBeforeMark, true);
		database.exec("DELETE FROM many WHERE id = 5");
		const changed = await open(query);
		assert.match((await changed.changeSince?.(early))?.message ?? "", /The first 1,000 rows of shop\.db/);
		await assert.rejects(itemsFrom(changed, position), /not the same any more/);
	});

	it("end without an error when the run is stopped", async () => {
		const source = await open("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n");
		assert.equal(source.total(), undefined);
		const stop = new AbortController();
		let count = 0;
		for await (const chunk of source.chunks(stop.signal)) {
			count += chunk.length;
			if (count > 40_000) stop.abort();
		}
		assert.ok(count < 45_000);
	});
});
