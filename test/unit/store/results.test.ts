import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { noCounts } from "../../../src/engine/index.ts";
import { DamagedRunError } from "../../../src/store/errors/damagedRunError.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { joinLines } from "../../../src/store/writer/joinLines.ts";
import { ResultsFile } from "../../../src/store/writer/resultsFile.ts";
import { commitOf, info, resultIndices, successes } from "./trialCommit.ts";
import { trialFolder } from "./trialFolder.ts";

describe("a run's results", () => {
	const folder = trialFolder();
	const results = () => runFolderAt(folder()).results;

	beforeEach(async () => {
		const store = await RunStore.create(folder(), info, {});
		await store.commit(successes(0, 3));
		await store.close();
	});

	async function resume(work: (store: RunStore) => Promise<unknown>): Promise<void> {
		const store = await RunStore.open(folder());
		try {
			await work(store);
		} finally {
			await store.close();
		}
	}

	it("lose half a line that a dead process left", async () => {
		appendFileSync(results(), '{"index":3}\n{"ind');
		await resume((store) => store.commit(successes(3, 1)));
		assert.deepEqual(resultIndices(folder()), [0, 1, 2, 3]);
	});

	it("end with lines that are not committed, until the run is resumed", async () => {
		await resume(async (store) => {
			await store.writeTail(['{"index":7}']);
			await store.writeTail(['{"index":8}', '{"index":9}']);
			await store.commit(commitOf({ state: "completedWithFailures", counts: { ...noCounts, succeeded: 3 } }));
			assert.deepEqual(resultIndices(folder()), [0, 1, 2, 7, 8, 9]);
		});
		assert.deepEqual(resultIndices(folder()), [0, 1, 2, 7, 8, 9]);
		await resume((store) => store.commit(successes(7, 1)));
		assert.deepEqual(resultIndices(folder()), [0, 1, 2, 7]);
	});

	it("lose those lines at the next commit, even if the run is not reopened", async () => {
		await resume(async (store) => {
			await store.writeTail(['{"index":8}']);
			await store.commit(successes(3, 1));
			await store.writeTail(['{"index":9}']);
		});
		assert.deepEqual(resultIndices(folder()), [0, 1, 2, 3, 9]);
	});

	it("stop the run if somebody shortened them, and are left as they are", async () => {
		truncateSync(results(), 5);
		await assert.rejects(RunStore.open(folder()), (error) => {
			assert.ok(error instanceof DamagedRunError);
			assert.equal(error.file, results());
			assert.match(error.message, /5 bytes long, but the run had saved 36/);
			return true;
		});
		assert.equal(statSync(results()).size, 5);
	});

	it("fail the next commit if somebody shortens them during the run", async () => {
		await resume(async (store) => {
			truncateSync(results(), 5);
			await assert.rejects(store.commit(successes(3, 1)), DamagedRunError);
		});
	});

	it("stop the run if they are gone", async () => {
		rmSync(results());
		await assert.rejects(RunStore.open(folder()), /results\.jsonl: It is missing/);
	});

	it("have a line once when its commit is repeated", () => {
		const file = new ResultsFile(results(), 36);
		file.append(["one\n"]);
		file.count(file.append(["one\n"]));
		file.append(["two\n"]);
		file.close();
		assert.equal(readFileSync(results(), "utf8").slice(36), "one\ntwo\n");
	});

	it("report a full disk, and continue from where they were", async function () {
		if (process.platform !== "linux") this.skip(); // has the device that is always full
		rmSync(folder(), { recursive: true });
		await (await RunStore.create(folder(), info, {})).close();
		rmSync(results());
		symlinkSync("/dev/full", results());
		await resume(async (store) => {
			const expected = { name: "UnsavedError", code: "ENOSPC", message: /results\.jsonl could not be written: ENOSPC/ };
			await assert.rejects(store.commit(successes(0, 2)), expected);
			await assert.rejects(store.writeTail(["x"]), expected);
		});
		rmSync(results());
		writeFileSync(results(), "");
		await resume(async (store) => {
			assert.deepEqual([store.checkpoint.counts.succeeded, store.checkpoint.done.watermark], [0, 0]);
			await store.commit(successes(0, 2));
		});
		assert.deepEqual(resultIndices(folder()), [0, 1]);
	});
});

describe("lines joined for the store's thread", () => {
	it("come in pieces where one string could not hold them", () => {
		const line = "x".repeat(9_000_000);
		const pieces = joinLines([line, line, line, "last"]);
		assert.deepEqual(
			pieces.map(({ length }) => length),
			[18_000_002, 9_000_006],
		);
		assert.ok(pieces.every((piece) => piece.endsWith("\n")));
		assert.deepEqual(joinLines([]), []);
		assert.deepEqual(joinLines([""]), ["\n"]);
	});
});
