import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { interruptedFailure } from "../../../src/engine/index.ts";
import { schemaVersion } from "../../../src/store/database/schema.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { commitOf, failedItem, failures, info, itemAt } from "./trialCommit.ts";
import { trialFolder } from "./trialFolder.ts";

const page = readFileSync("docs/run-folder.md", "utf8");
/** The statements that the page tells users to try. */
const queries = [...page.matchAll(/^ {4}SELECT[^;]+;/gm)].map(([text]) => text);

describe("docs/run-folder.md", () => {
	const folder = trialFolder();
	let database: DatabaseSync;

	beforeEach(async () => {
		const store = await RunStore.create(`${folder()}/run`, info, {});
		const doubtful = failedItem(18, { outcome: "interrupted", failure: interruptedFailure, groupId: "doubt" });
		await store.commit(failures([failedItem(17), doubtful]));
		const started = { item: itemAt(19), attempts: 0, history: [], startedAt: info.createdAt };
		await store.commit(commitOf({ started: [started] }));
		await store.close();
		database = new DatabaseSync(runFolderAt(`${folder()}/run`).database, { readOnly: true });
	});

	afterEach(() => database.close());

	it("describes the format that is written, and names every table and column", () => {
		assert.match(page, new RegExp(`\`user_version\` ${schemaVersion}:`));
		const names = database
			.prepare(`SELECT tables.name AS "table", columns.name AS "column"
				FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS columns
				WHERE tables.schema = 'main' AND tables.type IN ('table', 'view') AND tables.name NOT LIKE 'sqlite_%'`)
			.all()
			.map(({ table, column }) => [String(table), String(column)] as const);
		assert.ok(new Set(names.map(([table]) => table)).size >= 9);
		// Row numbers, and the key of a table with one row, need no description.
		const plain = ["id", "number", "page", "group_id", "key", "code", "file", "line"];
		const missing = names.filter(
			([table, column]) =>
				!page.includes(`\`${table}\``) || !(plain.includes(column) || page.includes(`\`${column}\``)),
		);
		assert.deepEqual(missing, []);
	});

	it("has queries that answer what it says they answer", () => {
		const [failed, groups, inDoubt, progress, attempts] = queries.map((sql) => database.prepare(sql).all());
		assert.equal(queries.length, 5);
		assert.deepEqual(
			failed?.map(({ item_index, key, message }) => [item_index, key, message]),
			[[17, "k17", "HTTP 500"]],
		);
		assert.deepEqual(
			groups?.map(({ failed, interrupted }) => [failed, interrupted]),
			[
				[1, 0],
				[0, 1],
			],
		);
		assert.deepEqual(
			inDoubt?.map(({ item_index, key }) => [item_index, key]),
			[
				[19, "k19"],
				[18, "k18"],
			],
		);
		assert.equal(progress?.[0]?.state, "running");
		assert.deepEqual(
			attempts?.map(({ attempt, message }) => [attempt, message]),
			[[1, "HTTP 500"]],
		);
	});
});
