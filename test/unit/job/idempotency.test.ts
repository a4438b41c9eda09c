import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { batchIdempotencyKeyOf } from "../../../src/engine/model/idempotencyKey.ts";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";
import { TrialFolder } from "./trialJob.ts";

/** Each call appends its item and key to `log.txt`; items with a number below 0 fail until `fixed` exists. */
const module = (body: string) => `
import { appendFileSync, existsSync } from "node:fs";
const at = (name) => new URL(name, import.meta.url);
const log = (item, { idempotencyKey }) => appendFileSync(at("log.txt"), JSON.stringify({ n: item.n, idempotencyKey }) + "\\n");
const fail = (item) => { if (item.n < 0 && !existsSync(at("fixed"))) throw new TypeError("not yet"); };
${body}`;

const operations = {
	"a module": [
		module("export default (item, context) => { log(item, context); fail(item); };"),
		{ module: "work.mjs" },
	],
	"a module's batch": [
		module(
			"export const batch = (items, { items: contexts }) => items.forEach((item, at) => { log(item, contexts[at]); fail(item); });",
		),
		{ module: "work.mjs" },
	],
	"a command": [
		`import { appendFileSync } from "node:fs";
		const { n } = JSON.parse(process.env.BATCH_ITEM);
		appendFileSync("log.txt", JSON.stringify({ n, idempotencyKey: process.env.BATCH_IDEMPOTENCY_KEY }) + "\\n");`,
		{ command: ["node", "work.mjs"] },
	],
} as const;

const tables = readFileSync(new URL("../../fixtures/run-format-4.sql", import.meta.url), "utf8");

describe("an item's idempotency key", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
	});

	afterEach(() => folder.dispose());

	const items = (numbers: readonly number[]) =>
		folder.write("items.jsonl", numbers.map((n) => `${JSON.stringify({ n, slug: "hello" })}\n`).join(""));
	const jobOf = (run: object, more: object = {}) =>
		folder.job({ items: { jsonl: "items.jsonl" }, key: "{{ item.slug }}", run, concurrency: 1, ...more });
	const keys = () => folder.lines("log.txt").map(({ n, idempotencyKey }) => [n, idempotencyKey] as const);

	for (const [name, [text, run]] of Object.entries(operations)) {
		it(`is another one for each item of ${name}, also where they share their key`, async () => {
			folder.write("work.mjs", text);
			items([1, 2, 3, 4]);
			await (await startRun(jobOf(run), folder.options())).finish();
			assert.equal(keys().length, 4);
			assert.equal(new Set(keys().map(([, key]) => key)).size, 4);
		});
	}

	it("is another one for a batch whose items have other places, but the same keys", () => {
		const origin = { runId: "run-1", identity: "indexAndKey" } as const;
		const batch = (...items: (readonly [number, string])[]) =>
			batchIdempotencyKeyOf(
				origin,
				items.map(([index, key]) => ({ index, key })),
			);
		const found = [batch([0, "a"], [1, "b"]), batch([2, "a"], [3, "b"]), batch([0, "a\n1\nb"]), batch([0, "a"])];
		assert.equal(new Set(found).size, found.length);
		assert.equal(batch([0, "a"], [1, "b"]), found[0]);
	});

	it("is that of the first run in a run that retries failed items, in whatever order these come", async () => {
		folder.write("work.mjs", operations["a module"][0]);
		items([1, -2, 3, -4, -5]);
		const first = await startRun(jobOf({ module: "work.mjs" }), folder.options());
		await first.finish();
		folder.write("fixed", "");
		const { counts } = await (await retryRun(first.folder, folder.options())).finish();
		assert.equal(counts.succeeded, 3);
		const before = new Map(keys().slice(0, 5));
		assert.equal(new Set(before.values()).size, 5);
		for (const [n, key] of keys().slice(5)) assert.equal(key, before.get(n), `item ${n}`);
	});

	it("stays what it was in a run of format 4, which is resumed, and in runs that retry it", async () => {
		folder.write("work.mjs", operations["a module"][0]);
		items([1, -2, 3]);
		const job = jobOf({ module: "work.mjs" });
		const first = await startRun(job, folder.options());
		first.run.cancel();
		await first.finish();
		const { database, marks } = runFolderAt(first.folder);
		for (const file of [database, marks]) rmSync(file);
		const old = new DatabaseSync(database);
		old.exec(`PRAGMA journal_mode = WAL; ${tables}; DELETE FROM failed_items; DELETE FROM samples`);
		old.exec("UPDATE progress SET succeeded = 0, failed = 0, skipped = 0, total = NULL, watermark = 0");
		old.prepare("UPDATE run SET run_id = ?, base_folder = ?").run(first.run.id, folder.path);
		old.close();
		await (await resumeRun(first.folder, folder.options())).finish();
		const retried = await retryRun(first.folder, folder.options());
		await retried.finish();
		await (await retryRun(retried.folder, folder.options())).finish();
		// As an older version has computed it.
		const known = createHash("sha256").update(`${first.run.id}\nhello`).digest("base64url").slice(0, 32);
		assert.deepEqual(
			keys(),
			[1, -2, 3, -2, -2].map((n) => [n, known]),
		);
	});
});
