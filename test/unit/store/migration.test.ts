import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { noneMoved } from "../../../src/engine/index.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { info } from "./trialCommit.ts";
import { trialFolder } from "./trialFolder.ts";

for (const format of [1, 2, 3, 4])
	describe(`a run folder in format ${format}`, () => {
		const tables = readFileSync(new URL(`../../fixtures/run-format-${format}.sql`, import.meta.url), "utf8");
		const folder = trialFolder();

		beforeEach(() => {
			const { database } = runFolderAt(folder());
			mkdirSync(folder(), { recursive: true });
			const old = new DatabaseSync(database);
			old.exec(`PRAGMA journal_mode = WAL; ${tables}`);
			old.close();
			writeFileSync(runFolderAt(folder()).results, "");
		});

		it("can be read, with all that it holds", () => {
			const reader = new RunReader(folder());
			const { counts, state } = reader.status();
			assert.deepEqual(
				[state, counts],
				["interrupted", { succeeded: 1, failed: 1, rejected: 0, skipped: 1, interrupted: 0, retries: 0 }],
			);
			assert.deepEqual(
				reader.groups().map(({ outcome, count, message }) => [outcome, count, message]),
				[
					["failed", 1, "HTTP 500"],
					["skipped", 1, "HTTP 500"],
				],
			);
			assert.deepEqual(
				reader.failures({}, { limit: 10 }).map(({ item, outcome }) => [item.key, item.value, outcome]),
				[
					["k1", "one", "failed"],
					["k2", "two", "skipped"],
				],
			);
			const samples = format === 1 ? [] : [[3.5, undefined]];
			assert.deepEqual(
				reader.samples(10).map(({ itemsPerSecond, durations }) => [itemsPerSecond, durations]),
				samples,
			);
			assert.deepEqual(reader.status().durations, []);
			reader.dispose();
		});

		it("can be resumed, and keeps its counts", async () => {
			const store = await RunStore.open(folder());
			assert.equal(store.checkpoint.done.watermark, 3);
			assert.deepEqual(await store.queue({ outcome: "failed" }, false), { ...noneMoved, failed: 1 });
			assert.equal((await store.takeQueued(10)).length, 1);
			await store.close();
		});

		it("gets exactly the tables of a new one", async () => {
			new RunReader(folder()).dispose();
			const migrated = shapeOf(runFolderAt(folder()).database);
			const other = `${folder()}-new`;
			await (await RunStore.create(other, info, {})).close();
			assert.deepEqual(migrated, shapeOf(runFolderAt(other).database));
		});

		it("keeps the idempotency keys of its items, which the other side may have seen", async () => {
			const store = await RunStore.open(folder());
			assert.equal(store.info.identity, "key");
			await store.close();
		});

		it("is left alone while an older version is running it", () => {
			const lock = new DatabaseSync(runFolderAt(folder()).lock);
			lock.exec("PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE");
			try {
				assert.throws(() => new RunReader(folder()), { name: "RunBusyError" });
			} finally {
				lock.close();
			}
		});
	});

/** Tables with their columns, and everything else by name and text. */
function shapeOf(file: string): unknown {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const version = database.prepare("PRAGMA user_version").get();
		const objects = database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all();
		const shapes = objects.map(({ type, name, tbl_name: table, sql }) => {
			if (type !== "table") return [type, name, table, String(sql).replace(/\s+/g, " ")];
			const columns = database.prepare(`PRAGMA table_info(${name})`).all();
			const named = columns
				.map(({ cid, ...column }) => column)
				.sort((a, b) => String(a.name).localeCompare(String(b.name)));
			return [type, name, named, database.prepare(`PRAGMA foreign_key_list(${name})`).all()];
		});
		return JSON.parse(JSON.stringify([version, shapes]));
	} finally {
		database.close();
	}
}
