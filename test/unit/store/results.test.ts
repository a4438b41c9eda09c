import assert from "node:assert/strict";
import {
	appendFileSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { noCounts } from "../../../src/engine/index.ts";
import { DamagedRunError } from "../../../src/store/errors/damagedRunError.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";
import { RunReader } from "../../../src/store/runReader.ts";
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

	it("stop the run if a byte of them has changed, wherever it is, and are left as they are", async () => {
		const written = readFileSync(results());
		for (const at of [0, 17, 35]) {
			const changed = Buffer.from(written);
			changed[at] = (changed[at] ?? 0) ^ 1;
			writeFileSync(results(), changed);
			await assert.rejects(RunStore.open(folder()), (error) => {
				assert.ok(error instanceof DamagedRunError && error.file === results(), `${error}`);
				assert.match(error.found, /The 36 bytes that the run had saved in it have been changed since/);
				return true;
			});
			assert.deepEqual(readFileSync(results()), changed);
		}
		writeFileSync(results(), written);
		await resume((store) => store.commit(successes(3, 1)));
	});

	it("stop the run if another file of the same length has taken their place, also after many commits", async () => {
		await resume(async (store) => {
			for (let index = 3; index < 40; index++)
				await store.commit({ ...successes(index, 1), counts: { ...noCounts, succeeded: index + 1 } });
		});
		const { size } = statSync(results());
		writeFileSync(results(), "x".repeat(size));
		await assert.rejects(RunStore.open(folder()), /results\.jsonl: The .* bytes .* have been changed since/);
	});

	for (const [what, added] of [
		["a note", "remember: call the bank"],
		["lines of something else", '{"index":3}\n{"id":7,"name":"somebody"}\n'],
		["lines after the beginning of one of ours", '{"index":3,"key"\n\n'],
	] as const) {
		it(`are not cut where somebody has added to them: ${what}`, async () => {
			appendFileSync(results(), added);
			const before = readFileSync(results());
			await assert.rejects(
				RunStore.open(folder()),
				/After the 36 bytes that the run had saved, it holds what the run did/,
			);
			assert.deepEqual(readFileSync(results()), before);
		});
	}

	for (const left of [
		"{",
		'{"ind',
		'{"index":12',
		'{"index":3}\n',
		'{"index":3,"key":"k3"}\n{"index":4,"ke',
		"\0\0\0",
		'{"in\0\0',
	])
		it(`lose what a dead process left: ${JSON.stringify(left)}`, async () => {
			appendFileSync(results(), left);
			await resume((store) => store.commit(successes(3, 1)));
			assert.deepEqual(resultIndices(folder()), [0, 1, 2, 3]);
		});

	it("of a run of an older format are taken as they are, and watched from then on", async () => {
		const database = new DatabaseSync(runFolderAt(folder()).database);
		database.exec("UPDATE progress SET commits = 0, checksum = 0, checksum_before = 0, results_crc = NULL");
		database.close();
		rmSync(runFolderAt(folder()).marks);
		await resume((store) => store.commit({ ...successes(3, 1), counts: { ...noCounts, succeeded: 4 } }));
		await resume(async (store) => assert.equal(store.checkpoint.counts.succeeded, 4));
		const changed = readFileSync(results());
		changed[2] = 0x20;
		writeFileSync(results(), changed);
		await assert.rejects(RunStore.open(folder()), /have been changed since/);
	});

	it("are not handed on, not even the first line, if a byte of them has changed", async () => {
		const changed = readFileSync(results());
		changed[30] = 0x20;
		writeFileSync(results(), changed);
		const reader = new RunReader(folder());
		const handedOn: unknown[] = [];
		await assert.rejects(async () => {
			for await (const lines of reader.resultLines(1)) handedOn.push(lines);
		}, /results\.jsonl: The 36 bytes that the run had saved in it have been changed since/);
		assert.deepEqual(handedOn, []);
		reader.dispose();
	});

	it("are reported as damaged where there is a folder in their place", async () => {
		rmSync(results());
		mkdirSync(results());
		await assert.rejects(RunStore.open(folder()), /results\.jsonl: There is a folder in its place/);
	});

	it("have a line once when its commit is repeated", () => {
		const file = new ResultsFile(runFolderAt(folder()), { bytes: 36, crc: 0 });
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
