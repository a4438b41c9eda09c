import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { noCounts } from "../../src/engine/index.ts";
import { toQueuedItem } from "../../src/store/database/items/failedRow.ts";
import { DamagedRunError } from "../../src/store/errors/damagedRunError.ts";
import { FileAccessError } from "../../src/store/errors/fileAccessError.ts";
import { NewerRunError } from "../../src/store/errors/newerRunError.ts";
import { runFolderAt } from "../../src/store/files/runFolder.ts";
import { RunReader } from "../../src/store/runReader.ts";
import { RunWriter } from "../../src/store/writer/runWriter.ts";
import { toWriterCommit } from "../../src/store/writer/writerCommit.ts";
import { commitOf, failedItem, info, itemAt } from "../unit/store/trialCommit.ts";
import { memoryFolder } from "./memoryFolder.ts";

const seed = Number(process.env.BATCHLINE_SEED ?? 1);
const numRuns = Number(process.env.BATCHLINE_DAMAGES ?? 150);

/** Damage may look like a version that is too high, or like a header that forbids writing. */
const clear = [DamagedRunError, NewerRunError, FileAccessError];

interface Damage {
	readonly kind: "flip" | "cut" | "lengthen" | "delete";
	readonly file: string;
	/** Where in the file, from 0 up to 1. */
	readonly at: number;
	/** The bits that a flip inverts. */
	readonly mask: number;
}

describe(`a run folder that was damaged, seed ${seed}`, function () {
	this.timeout(60_000);
	let base: string;
	/** A run that was closed properly, and one whose process died, with SQLite's log still to be merged. */
	const originals: Record<"ended" | "died", string> = { ended: "", died: "" };

	before(() => {
		base = mkdtempSync(join(memoryFolder(), "batchline-damage-"));
		originals.ended = join(base, "ended");
		originals.died = join(base, "died");
		const writer = makeRun(originals.ended);
		cpSync(originals.ended, originals.died, {
			recursive: true,
			filter: (path) => !/runner\.lock|-shm$/.test(path),
		});
		writer.close();
	});
	after(() => rmSync(base, { recursive: true, force: true }));

	const damages: fc.Arbitrary<Damage> = fc.record({
		kind: fc.constantFrom("flip", "flip", "flip", "cut", "lengthen", "delete"),
		file: fc.constantFrom("run.sqlite", "run.sqlite", "run.sqlite-wal", "results.jsonl", "job.json"),
		at: fc.double({ min: 0, max: 0.999999, noNaN: true }),
		mask: fc.integer({ min: 1, max: 255 }),
	});

	it("is reported with the file's name, or the damage does no harm; and it stays as it is", () => {
		let reported = 0;
		fc.assert(
			fc.property(fc.constantFrom("ended" as const, "died" as const), damages, (which, damage) => {
				const folder = mkdtempSync(join(base, "copy-"));
				cpSync(originals[which], folder, { recursive: true });
				damageTo(folder, damage);
				const before = contentOf(folder);
				const errors = [lookAt(folder), resume(folder)].filter((error) => error !== undefined);
				for (const error of errors) {
					assert.ok(
						clear.some((kind) => error instanceof kind),
						`${error.stack}`,
					);
					assert.ok(error.message.startsWith(folder), error.message);
				}
				reported += Math.min(1, errors.length);
				if (which === "ended" && errors.length === 2) assert.deepEqual(contentOf(folder), before);
				rmSync(folder, { recursive: true });
			}),
			{ numRuns, seed, endOnFailure: true },
		);
		assert.ok(reported > numRuns / 8, `only ${reported} of ${numRuns} damages were reported`);
	});
});

/** A run, left open, of 60 items: every third failed, one is being retried, one waits; two more are in doubt. */
function makeRun(folder: string): RunWriter {
	const writer = RunWriter.create(folder, info, '{"name":"Create posts"}\n');
	const indices = Array.from({ length: 60 }, (_, index) => index);
	const failed = indices
		.filter((index) => index % 3 === 0)
		.map((index) => failedItem(index, { item: itemAt(index, { value: { text: "t".repeat(index * 20) } }) }));
	const lines = indices.filter((index) => index % 3 !== 0).map((index) => `{"index":${index}}`);
	const counts = { ...noCounts, succeeded: 40, failed: 20 };
	const sample = {
		at: info.createdAt,
		counts,
		itemsPerSecond: 3,
		inFlight: 1,
		durations: { p50Ms: 12.5, p95Ms: 40, p99Ms: 80 },
	};
	const durations = [[12, 60]] as const;
	const commit = commitOf({ settled: indices, failed, lines, counts, sample, durations, position: { index: 10 } });
	writer.commit(toWriterCommit(commit));
	writer.queue({ indices: [0, 3] }, false);
	writer.takeQueued(1);
	const started = [61, 62].map((index) => ({ item: itemAt(index), attempts: 0, history: [], startedAt: 1 }));
	const settled = [70_000];
	writer.commit(toWriterCommit(commitOf({ started, settled, counts: { ...counts, succeeded: 41, failed: 18 } })));
	return writer;
}

function damageTo(folder: string, damage: Damage): void {
	const file = join(folder, damage.file);
	if (!existsSync(file)) return;
	const bytes = readFileSync(file);
	const at = Math.floor(damage.at * bytes.length);
	switch (damage.kind) {
		case "delete":
			rmSync(file);
			break;
		case "cut":
			truncateSync(file, at);
			break;
		case "lengthen":
			truncateSync(file, bytes.length + 1 + at);
			break;
		case "flip":
			bytes[at] = (bytes[at] ?? 0) ^ damage.mask;
			writeFileSync(file, bytes);
	}
}

/** Everything that views and commands ask for. */
function lookAt(folder: string): Error | undefined {
	return thrownBy(() => {
		const reader = new RunReader(folder);
		try {
			reader.definition();
			reader.status();
			reader.groups();
			reader.samples(100);
			reader.failures({}, { limit: 1_000 });
			reader.countFailures({ category: "retry" });
		} finally {
			reader.dispose();
		}
	});
}

/** Everything that a resumed run asks for. */
function resume(folder: string): Error | undefined {
	return thrownBy(() => {
		const writer = RunWriter.open(folder);
		try {
			const { counts } = writer.opened.progress;
			writer.decideInDoubt("later");
			writer.takeQueued(10).map(toQueuedItem);
			writer.failedItems(-1, 1_000);
			writer.commit(toWriterCommit(commitOf({ settled: [60], lines: ["{}"], counts })));
			writer.writeTail(["{}"]);
		} finally {
			writer.close();
		}
	});
}

function thrownBy(work: () => void): Error | undefined {
	try {
		work();
		return undefined;
	} catch (error) {
		return error as Error;
	}
}

function contentOf(folder: string): readonly (Buffer | undefined)[] {
	const { database, results, jobFile } = runFolderAt(folder);
	return [database, results, jobFile].map((file) => (existsSync(file) ? readFileSync(file) : undefined));
}
