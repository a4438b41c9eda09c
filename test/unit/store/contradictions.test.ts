import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { noCounts } from "../../../src/engine/index.ts";
import { DamagedRunError } from "../../../src/store/errors/damagedRunError.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { commitOf, failedItem, info } from "./trialCommit.ts";
import { trialFolder } from "./trialFolder.ts";

describe("a run's database that contradicts itself", () => {
	const folder = trialFolder();
	const database = () => runFolderAt(folder()).database;

	beforeEach(async () => {
		const store = await RunStore.create(folder(), info, {});
		const settled = Array.from({ length: 60 }, (_, index) => index);
		const failed = settled.filter((index) => index % 3 === 0).map((index) => failedItem(index));
		await store.commit(commitOf({ settled, failed, counts: { ...noCounts, succeeded: 40, failed: 20 } }));
		await store.close();
	});

	async function assertRefused(message: RegExp): Promise<void> {
		const before = readFileSync(database());
		await assert.rejects(RunStore.open(folder()), (error) => {
			assert.ok(error instanceof DamagedRunError, `${error}`);
			assert.equal(error.file, database());
			assert.match(error.found, message);
			return true;
		});
		assert.deepEqual(readFileSync(database()), before);
	}

	for (const [what, sql, message] of [
		[
			"counts more failed items than it lists",
			"UPDATE progress SET failed = 21",
			/It counts 21 items as failed, but 20/,
		],
		["counts fewer items than are done", "UPDATE progress SET succeeded = 39", /It counts 59 items as done, but 60/],
		[
			"says that more is done than it counts",
			"UPDATE progress SET watermark = 61",
			/It counts 60 items as done, but 61/,
		],
	] as const) {
		it(`is not resumed, as items would run twice or never: it ${what}`, async () => {
			const edited = new DatabaseSync(database());
			edited.exec(sql);
			edited.close();
			await assertRefused(message);
		});
	}

	it("is refused, too, when only the layout of a page is wrong, which no query would notice", async () => {
		const looked = new DatabaseSync(database());
		const { page } =
			looked.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'failure_details'").get() ?? {};
		const { page_size: size } = looked.prepare("PRAGMA page_size").get() ?? {};
		looked.close();
		const bytes = readFileSync(database());
		// Bytes lost between its cells (sqlite.org/fileformat.html, "B-tree Pages").
		bytes[(Number(page) - 1) * Number(size) + 7] = 60;
		writeFileSync(database(), bytes);
		await assertRefused(/SQLite says ".*free space corruption/);
	});

	it("is not resumed when its positions are not those that were saved, which no count shows", async () => {
		const edited = new DatabaseSync(database());
		edited.exec(`UPDATE progress SET sinks = '{"jsonl:out":12}'`);
		edited.close();
		await assertRefused(/Its table progress is not as the run's last commit left it/);
	});

	it("is not resumed when an older copy of it has taken its place", async () => {
		const older = readFileSync(database());
		const store = await RunStore.open(folder());
		await store.skip({ indices: [3] });
		await store.close();
		writeFileSync(database(), older);
		await assertRefused(/older than the run, or was changed: run\.sqlite knows only 2 of the 3 commits/);
	});

	it("is not resumed with the marks of another run", async () => {
		const other = `${folder()}-other`;
		const store = await RunStore.create(other, info, {});
		await store.commit(commitOf({ total: 7 }));
		await store.close();
		copyFileSync(runFolderAt(other).marks, runFolderAt(folder()).marks);
		rmSync(other, { recursive: true });
		await assertRefused(/not the database that run\.commits belongs to: commit 2 differs/);
	});

	it("is not resumed without its marks, which would tell whether it is whole", async () => {
		const { marks } = runFolderAt(folder());
		const whole = readFileSync(marks);
		for (const [content, found] of [
			[undefined, /run\.commits: It is missing\. Without it/],
			["", /run\.commits: Neither of its two entries can be read/],
			["x".repeat(256), /run\.commits: Neither/],
		] as const) {
			content === undefined ? rmSync(marks) : writeFileSync(marks, content);
			await assert.rejects(RunStore.open(folder()), found);
		}
		// One entry is enough.
		for (const at of [0, 128]) {
			writeFileSync(marks, Buffer.concat([whole.subarray(0, at), Buffer.alloc(128, "?"), whole.subarray(at + 128)]));
			await (await RunStore.open(folder())).close();
		}
	});

	for (const name of ["database", "marks", "lock"] as const) {
		it(`is told where there is a folder in the place of a file: ${name}`, async () => {
			const file = runFolderAt(folder())[name];
			rmSync(file);
			mkdirSync(file);
			const told = { name: "DamagedRunError", file, found: "There is a folder in its place." };
			await assert.rejects(RunStore.open(folder()), told);
			if (name === "database") assert.throws(() => new RunReader(folder()), told);
			else if (name === "marks") new RunReader(folder()).dispose();
		});
	}

	it("is opened and closed with a folder in the place of the file that names its runner", async () => {
		mkdirSync(runFolderAt(folder()).holder);
		for (const _ of [1, 2]) await (await RunStore.open(folder())).close();
	});

	it("is told with the lock's name where that is no longer one, by who looks at a run that was under way", () => {
		writeFileSync(runFolderAt(folder()).lock, "not a lock".repeat(100));
		const reader = new RunReader(folder());
		assert.throws(() => reader.status(), /runner\.lock: SQLite says "file is not a database"/);
		reader.dispose();
	});

	it("is reported as missing when it is gone, and not created anew", async () => {
		rmSync(database());
		await assert.rejects(RunStore.open(folder()), /run\.sqlite: It is missing/);
		writeFileSync(database(), "");
		await assertRefused(/./);
	});
});
