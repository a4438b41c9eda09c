import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { ExactNumber } from "../../../../src/base/exactNumber.ts";
import { type FailedOutcome, noCounts } from "../../../../src/engine/index.ts";
import { resultLine } from "../../../../src/engine/model/outcome.ts";
import { DamagedRunError } from "../../../../src/store/errors/damagedRunError.ts";
import { runFolderAt } from "../../../../src/store/files/runFolder.ts";
import type { ResultRow } from "../../../../src/store/results/resultRow.ts";
import { ResultTable, type RowsOptions } from "../../../../src/store/results/resultTable.ts";
import { RunStore } from "../../../../src/store/runStore.ts";
import { commitOf, failedItem, failures, info, itemAt, successes } from "../trialCommit.ts";
import { trialFolder } from "../trialFolder.ts";
import { type Known, TrialRun } from "./trialRun.ts";

const index = fc.oneof(fc.nat(40), fc.nat(40), fc.integer({ min: 8_000, max: 8_400 }));
const indices = fc.array(index, { maxLength: 30 });
const outcome = fc.constantFrom<FailedOutcome>("failed", "rejected", "skipped", "interrupted");

const step = fc.oneof(
	fc.record({ kind: fc.constant("succeed" as const), indices, length: fc.nat(3) }),
	fc.record({ kind: fc.constant("fail" as const), indices, outcome }),
	fc.record({ kind: fc.constant("retry" as const), indices }),
	fc.record({ kind: fc.constant("reopen" as const), tail: fc.array(fc.constant('{"index":3,"key":"3"}')) }),
);

async function rowsOf(table: ResultTable, options: RowsOptions = {}): Promise<readonly ResultRow[]> {
	const rows: ResultRow[] = [];
	for await (const page of table.rows(options)) rows.push(...page);
	return rows;
}

function short({ index: at, outcome: became, value, result }: ResultRow): Known {
	return { index: at, outcome: became, value, result };
}

describe("the table of a run's results", () => {
	const folder = trialFolder();

	it("has each item's last outcome, in both orders, after whatever has happened to the run", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(step, { maxLength: 10 }),
				fc.subarray(["succeeded", "failed", "skipped"] as const),
				trial,
			),
			{ numRuns: Number(process.env.BATCHLINE_RESULTS ?? 8) },
		);
	});

	async function trial(steps: readonly Parameters<typeof take>[1][], outcomes: RowsOptions["outcomes"]): Promise<void> {
		const at = join(mkdtempSync(join(tmpdir(), "batchline-store-")), "run");
		const run = new TrialRun(at);
		const early = ResultTable.open(at);
		try {
			for (const [nth, one] of steps.entries()) {
				take(run, one);
				// A table that was opened before sees what has happened since.
				if (nth === 3) assert.deepEqual((await rowsOf(early)).map(short), run.rows("source"));
			}
			const late = ResultTable.open(at);
			for (const table of [early, late]) {
				for (const order of ["source", "completion"] as const) {
					assert.deepEqual((await rowsOf(table, { order })).map(short), run.rows(order));
					assert.deepEqual((await rowsOf(table, { order, outcomes })).map(short), run.rows(order, outcomes));
				}
				for (const known of [...run.rows("source").slice(0, 3), { index: 77 }]) {
					const row = await table.row(known.index);
					assert.deepEqual(row ? short(row) : { index: known.index }, known);
				}
			}
			late.dispose();
		} finally {
			early.dispose();
			run.close();
			rmSync(join(at, ".."), { recursive: true });
		}
	}

	/** Every seventh value or result is longer than what is read at once. */
	function take(run: TrialRun, one: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
		switch (one.kind) {
			case "succeed": {
				const long = (at: number) => (at % 7 === 0 ? 'x"]},\\'.repeat(10 ** (one.length + 2)) : "short");
				const valueAt = (at: number) => ({ [long(at)]: [at, { deep: "}" }, new ExactNumber("1e400")] });
				run.succeed(one.indices, valueAt, (at) => [long(at + 1), at, null]);
				return;
			}
			case "fail":
				run.fail(one.indices, one.outcome);
				return;
			case "retry":
				run.retry(one.indices);
				return;
			case "reopen":
				run.reopen(one.tail);
		}
	}

	async function stored(work: (store: RunStore) => Promise<unknown>): Promise<void> {
		const store = await RunStore.create(folder(), info, {});
		await work(store);
		await store.close();
	}

	const lineOf = (at: number, value: unknown) => {
		const facts = { outcome: "succeeded", attempts: 1, durationMs: 2.5, failure: undefined, result: "r" } as const;
		return resultLine({ ...facts, item: itemAt(at, { value }) });
	};
	const commitOfLines = (lines: readonly string[]) =>
		commitOf({ settled: lines.map((_, at) => at), lines, counts: { ...noCounts, succeeded: lines.length } });

	it("knows all of an item, whether it succeeded or not", async () => {
		const failed = failedItem(1, { item: itemAt(1, { location: { file: "/a.csv", line: 7 } }), attempts: 3 });
		await stored(async (store) => {
			await store.commit(commitOfLines([lineOf(0, { a: [1] })]));
			await store.commit({ ...failures([failed]), counts: { ...noCounts, succeeded: 1, failed: 1 } });
		});
		const table = ResultTable.open(folder());
		const [good, bad] = await rowsOf(table);
		const { key, value, attempts, durationMs, reusedFrom, location, failure, line } = good as ResultRow;
		assert.deepEqual([key, value, attempts, durationMs], ["k0", { a: [1] }, 1, 2.5]);
		assert.deepEqual([reusedFrom, location, failure, line], [undefined, undefined, undefined, lineOf(0, { a: [1] })]);
		assert.deepEqual([bad?.attempts, bad?.durationMs, bad?.result], [3, 12.5, undefined]);
		assert.deepEqual([bad?.location, bad?.failure], [failed.item.location, failed.failure]);
		assert.equal(JSON.parse(bad?.line ?? "").error, "HTTP 500");
		table.dispose();
	});

	it("reads runs whose lines have no value", async () => {
		const old = '{"index":0,"key":"k","outcome":"succeeded","attempts":1,"durationMs":1,"result":{"value":1}}';
		await stored((store) => store.commit(commitOfLines([old])));
		const table = ResultTable.open(folder());
		const [row] = await rowsOf(table);
		assert.deepEqual([row?.key, row?.value, row?.result], ["k", undefined, { value: 1 }]);
		table.dispose();
	});

	it("takes secrets out of items that did not succeed", async () => {
		const item = itemAt(0, { key: "s3cret", value: { token: "my s3cret", digits: new ExactNumber("19.90") } });
		await stored((store) => store.commit(failures([failedItem(0, { item })])));
		const table = ResultTable.open(folder(), { redact: (text) => text.replaceAll("s3cret", "***") });
		const [row] = await rowsOf(table);
		assert.deepEqual([row?.key, row?.value], ["***", { token: "my ***", digits: new ExactNumber("19.90") }]);
		assert.doesNotMatch(row?.line ?? "", /s3cret/);
		table.dispose();
	});

	it("is as it was when the reading began, while the run goes on", async () => {
		const others = Array.from({ length: 450 }, (_, at) => at + 1);
		const store = await RunStore.create(folder(), info, {});
		await store.commit(failures(others.map((at) => failedItem(at))));
		await store.commit({ ...commitOfLines([lineOf(0, 0)]), counts: { ...noCounts, succeeded: 1, failed: 450 } });
		const table = ResultTable.open(folder());
		const pages = table.rows()[Symbol.asyncIterator]();
		const seen: string[] = [];
		const take = ({ value }: IteratorResult<readonly ResultRow[]>) =>
			seen.push(...(value ?? []).map((row: ResultRow) => row.outcome));
		take(await pages.next());
		await store.queue({}, false);
		await store.takeQueued(450);
		const again = others.map((at) => lineOf(at, at));
		await store.commit(
			commitOf({ settled: others, lines: again, recovered: others, counts: { ...noCounts, succeeded: 451 } }),
		);
		const fresh = (await rowsOf(table)).map(({ outcome: became }) => became);
		assert.deepEqual(new Set(fresh), new Set(["succeeded"]));
		for (let page = await pages.next(); !page.done; page = await pages.next()) take(page);
		assert.deepEqual(seen, ["succeeded", ...others.map(() => "failed")]);
		table.dispose();
		await store.close();
	});

	it("comes in pages that are no longer than a memory can hold, however long results are", async () => {
		const long = Array.from({ length: 5 }, (_, at) => lineOf(at, at % 2 === 0 ? "x".repeat(700_000) : at));
		await stored((store) => store.commit(commitOfLines(long)));
		const table = ResultTable.open(folder());
		const rows: ResultRow[] = [];
		for await (const page of table.rows()) {
			const length = page.reduce((sum, { line }) => sum + line.length, 0);
			assert.ok(page.length === 1 || length <= 1_000_000, `${page.length} rows of ${length} characters`);
			rows.push(...page);
		}
		assert.deepEqual(
			rows.map(({ line }) => line),
			long,
		);
		table.dispose();
	});

	it("tells damage before the first row, and leaves nothing in the run folder", async () => {
		await stored((store) => store.commit(commitOfLines([lineOf(0, "a"), lineOf(1, "b")])));
		const { results } = runFolderAt(folder());
		const before = readdirSync(folder());
		const text = readFileSync(results, "utf8");
		for (const [spoil, found] of [
			[() => writeFileSync(results, text.replace('"a"', '"b"')), /have been changed since/],
			[() => writeFileSync(results, text.replace('"index":1', '"index":7')), /have been changed since/],
			[() => writeFileSync(results, text.replace('"index":1,"key"', '"index":11111111111111')), /impossible index/],
			[() => truncateSync(results, 20), /became shorter/],
			[() => rmSync(results), /It is missing, but the run had saved results in it/],
		] as const) {
			spoil();
			const table = ResultTable.open(folder());
			for (const options of [{}, { order: "completion" }] as const) {
				await assert.rejects(
					rowsOf(table, options),
					(error) => error instanceof DamagedRunError && found.test(error.found),
				);
			}
			table.dispose();
		}
		writeFileSync(results, text);
		assert.deepEqual(readdirSync(folder()), before);
	});

	it("ends with the reason of a signal that aborts", async () => {
		await stored((store) => store.commit(successes(0, 3)));
		const table = ResultTable.open(folder());
		await assert.rejects(rowsOf(table, { signal: AbortSignal.abort(new Error("enough")) }), /^Error: enough$/);
		table.dispose();
	});
});
