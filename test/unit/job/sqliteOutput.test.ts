import assert from "node:assert/strict";
import { basename } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startRun } from "../../../src/job/launch/launch.ts";
import type { LaunchOptions } from "../../../src/job/launch/launchOptions.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { SqliteTable } from "../../../src/sinks/table/sqliteTable.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("a table in an SQLite database as an output", () => {
	let folder: TrialFolder;
	let notes: string[];

	beforeEach(() => {
		folder = new TrialFolder();
		notes = [];
		folder.write("work.mjs", "export default ({ id }) => { if (id === 'bad') throw new TypeError('no'); };");
	});

	afterEach(() => folder.dispose());

	const options = (more: Partial<LaunchOptions> = {}) => {
		const note = (text: string) => void notes.push(text);
		return folder.options({ log: { info: note, warn: note, error: note }, ...more });
	};
	/** @param items JSON, whose numbers may have any digits */
	const jobOf = (items: string, output: unknown) => {
		folder.write("items.json", items);
		const job = folder.job({ items: { json: "items.json" }, run: { module: "work.mjs" }, output });
		folder.write("trial.batch.json", job.text);
		return job;
	};
	const made = { sqlite: { path: "out.db", table: "made" } };
	const run = async (items: string, output: unknown = made, launch: Partial<LaunchOptions> = {}) => {
		const launched = await startRun(jobOf(items, output), options(launch));
		await launched.finish();
		return launched;
	};
	/** Before any item runs. */
	const refused = async (expected: RegExp, output: unknown = made) => {
		const runs = folder.runs.length;
		assert.match((await problemsOf(() => run('[{ "id": 99 }]', output))).join(), expected);
		assert.equal(folder.runs.length, runs);
	};
	const sql = <T = Record<string, unknown>>(statement: string): T[] => {
		const database = new DatabaseSync(folder.file("out.db"));
		try {
			const prepared = database.prepare(statement);
			prepared.setReadBigInts(true);
			return prepared.all().map((row) => ({ ...row })) as T[];
		} finally {
			database.close();
		}
	};

	it("has each value as SQLite has it, and the digits of those that it cannot hold", async () => {
		const texts = ["O'Neil \"; DROP TABLE made; --", "a\0b", "ü\u202E\r\n", "7"];
		const items = [
			"9223372036854775807",
			"-9007199254740993",
			"9223372036854775808",
			"0.12345678901234567890",
			"1e400",
			"19.90",
			"-3",
			"true",
			"null",
			...texts.map((text) => JSON.stringify(text)),
			'[1, {"a": 90071992547409931}]',
		];
		await run(`[${items.map((value) => `{ "v": ${value} }`).join()}]`, {
			sqlite: { path: "out.db", table: 'my "table"', columns: ["index", "*", { twice: "{{ item.v }}!" }] },
		});
		const rows = sql(`SELECT v, typeof(v) AS type FROM "my ""table"""`);
		assert.deepEqual(
			rows.map(({ v, type }) => [v, type]),
			[
				[9223372036854775807n, "integer"],
				[-9007199254740993n, "integer"],
				["9223372036854775808", "text"],
				["0.12345678901234567890", "text"],
				["1e400", "text"],
				[19.9, "real"],
				[-3n, "integer"],
				[1n, "integer"],
				[null, "null"],
				...texts.map((text) => [text, "text"]),
				['[1,{"a":90071992547409931}]', "text"],
			],
		);
		assert.deepEqual(sql(`SELECT * FROM "my ""table""" WHERE "index" = 6`), [{ index: 6n, v: -3n, twice: "-3!" }]);
	});

	it("takes the place of its own table alone, and keeps the indexes that it has got", async () => {
		await run('[{ "id": 1, "ID": 2 }, { "id": 3, "ID": 4 }]');
		assert.deepEqual(sql("SELECT id, ID_2 FROM made"), [
			{ id: 1n, ID_2: 2n },
			{ id: 3n, ID_2: 4n },
		]);
		assert.match(notes.join(), /out\.db: The column ID is ID_2/);
		sql("CREATE UNIQUE INDEX by_id ON made (id)");
		sql("CREATE TABLE theirs (made INTEGER REFERENCES made (id) ON DELETE CASCADE)");
		sql("INSERT INTO theirs VALUES (1)");
		await run('[{ "id": 5 }]');
		assert.deepEqual(sql("SELECT id FROM made INDEXED BY by_id"), [{ id: 5n }]);
		assert.deepEqual(sql("SELECT made FROM theirs"), [{ made: 1n }]);
	});

	it("is refused where a table is not the job's own, or was changed since", async () => {
		sql("CREATE TABLE made (id)");
		await refused(/^\d+:\d+ The table made of \S+out\.db exists, and was not written by this job; .*--overwrite/);
		await run('[{ "id": 1 }]', made, { overwrite: true });
		sql("CREATE TABLE others (id)");
		const last = basename((await run('[{ "id": 2 }]', { sqlite: { path: "out.db", table: "MADE" } })).folder);
		assert.deepEqual(sql("SELECT id FROM made"), [{ id: 2n }]);
		sql("UPDATE made SET outcome = 'mine'");
		await refused(new RegExp(`has been changed since run ${last} wrote it`));
		assert.deepEqual(sql("SELECT outcome FROM made"), [{ outcome: "mine" }]);
		sql("CREATE VIEW seen AS SELECT 1");
		await refused(/something else with the name seen: a view/, { sqlite: { path: "out.db", table: "seen" } });
		folder.write("text.db", "no database, but a text that is long enough to look at");
		await refused(/text\.db is no SQLite database/, { sqlite: { path: "text.db", table: "made" } });
	});

	it("is left alone where somebody has changed it while the run went on", async () => {
		await run('[{ "id": 1 }]');
		folder.write(
			"work.mjs",
			`import { DatabaseSync } from "node:sqlite";
			export default () => new DatabaseSync(${JSON.stringify(folder.file("out.db"))}).exec("UPDATE made SET id = 7");`,
		);
		const [problem] = await problemsOf(() => run('[{ "id": 2 }]'));
		assert.match(problem ?? "", /The table made of \S+out\.db has been changed while the run was going on/);
		assert.deepEqual(sql("SELECT id FROM made"), [{ id: 7n }]);
	});

	it("shares its database with other outputs, and has the last outcomes after a retry", async () => {
		const failed = { sqlite: { path: "out.db", table: "failed", columns: ["id"] }, outcome: ["failed"] };
		const first = await run('[{ "id": 1 }, { "id": "bad" }]', [made, failed]);
		assert.deepEqual(first.outputFiles, [folder.file("out.db")]);
		assert.deepEqual(sql("SELECT id, outcome, error FROM made"), [
			{ id: 1n, outcome: "succeeded", error: null },
			{ id: "bad", outcome: "failed", error: "no" },
		]);
		assert.deepEqual(sql("SELECT * FROM failed"), [{ id: "bad" }]);
		folder.write("work.mjs", "export default ({ id }) => ({ n: id });");
		await (await retryRun(first.folder, options())).finish();
		assert.deepEqual(sql("SELECT id, n, outcome FROM made"), [
			{ id: 1n, n: null, outcome: "succeeded" },
			{ id: "bad", n: "bad", outcome: "succeeded" },
		]);
		assert.deepEqual(sql("SELECT * FROM failed"), []);
		await refused(/The table made of \S+out\.db is another output of the job/, [made, made]);
	});

	it("waits for others that write to its database, and is as it was where it cannot be written", async () => {
		sql("CREATE TABLE others (id)");
		sql("CREATE TABLE made AS SELECT 1 AS id");
		const other = new DatabaseSync(folder.file("out.db"));
		const table = new SqliteTable(folder.file("out.db"), "made");
		other.exec("BEGIN IMMEDIATE; INSERT INTO others VALUES (1)");
		const writing = table.replace(
			async () => {
				table.begin(["id"]);
				table.add([[2]]);
				throw new Error("no more rows");
			},
			() => undefined,
		);
		other.exec("COMMIT");
		other.close();
		await assert.rejects(writing, /no more rows/);
		table.close();
		assert.deepEqual(sql("SELECT made.id, others.id AS other FROM made, others"), [{ id: 1n, other: 1n }]);
	});
});
