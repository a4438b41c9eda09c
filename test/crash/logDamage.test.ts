import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { noCounts } from "../../src/engine/index.ts";
import { DamagedRunError } from "../../src/store/errors/damagedRunError.ts";
import { runFolderAt } from "../../src/store/files/runFolder.ts";
import { RunReader } from "../../src/store/runReader.ts";
import { RunWriter } from "../../src/store/writer/runWriter.ts";
import { toWriterCommit } from "../../src/store/writer/writerCommit.ts";
import { commitOf, failedItem, info } from "../unit/store/trialCommit.ts";
import { memoryFolder } from "./memoryFolder.ts";

const seed = Number(process.env.BATCHLINE_SEED ?? 1);
const numRuns = Number(process.env.BATCHLINE_DAMAGES ?? 150);

/** Commits of the runs: SQLite merges its log into the database after about 1,000 pages, and then begins it anew. */
const lengths = { "not merged yet": 20, "merged, and begun anew": 300 };

describe(`the database's log of a run whose process died, seed ${seed}`, function () {
	this.timeout(120_000);
	let base: string;
	const originals = new Map<string, string>();

	before(() => {
		base = mkdtempSync(join(memoryFolder(), "batchline-log-"));
		for (const [name, commits] of Object.entries(lengths)) originals.set(name, deadRun(join(base, name), commits));
	});
	after(() => rmSync(base, { recursive: true, force: true }));

	for (const [name, commits] of Object.entries(lengths)) {
		it(`${name}: it is opened with all that was saved`, () => {
			const folder = copyOf(name);
			assert.equal(read(folder).succeeded, commits);
			assert.equal(resume(folder).succeeded, commits);
		});

		for (const how of ["removed", "emptied"] as const) {
			it(`${name}: is missed when it was ${how}, by who looks at the run and by who resumes it`, () => {
				const folder = copyOf(name);
				const { log } = runFolderAt(folder);
				how === "removed" ? rmSync(log) : truncateSync(log, 0);
				const before = contentOf(folder);
				const missing = /run\.sqlite-wal: It is missing or empty, .* knows only \d+ of the \d+ commits/;
				assert.throws(() => resume(folder), missing);
				assert.deepEqual(contentOf(folder), before);
				assert.throws(() => read(folder), missing);
				assert.throws(() => resume(folder), missing);
			});
		}

		it(`${name}: cut or flipped anywhere, it is reported and left as it is, or has lost nothing`, () => {
			let reported = 0;
			const damages = fc.record({
				isCut: fc.boolean(),
				at: fc.double({ min: 0, max: 0.999999, noNaN: true }),
				mask: fc.integer({ min: 1, max: 255 }),
				first: fc.constantFrom("read" as const, "resume" as const),
			});
			fc.assert(
				fc.property(damages, ({ isCut, at, mask, first }) => {
					const folder = copyOf(name);
					damageTo(runFolderAt(folder).log, { isCut, at, mask });
					const before = contentOf(folder);
					for (const step of first === "read" ? [read, resume] : [resume]) {
						const { error, counts } = outcomeOf(() => step(folder));
						if (counts) {
							assert.equal(counts.succeeded, commits);
							continue;
						}
						reported++;
						assert.ok(error instanceof DamagedRunError && /run\.sqlite(-wal)?$/.test(error.file), `${error}`);
						assert.deepEqual(contentOf(folder), before);
					}
					rmSync(folder, { recursive: true });
				}),
				{ numRuns, seed, endOnFailure: true },
			);
			assert.ok(reported > numRuns / 5, `only ${reported} damages were reported`);
		});
	}

	function copyOf(name: string): string {
		const folder = mkdtempSync(join(base, "copy-"));
		cpSync(originals.get(name) ?? "", folder, { recursive: true });
		return folder;
	}
});

/** A run with an item a commit, copied while its process has it open. */
function deadRun(folder: string, commits: number): string {
	const living = `${folder}-living`;
	const writer = RunWriter.create(living, info, "{}\n");
	for (let index = 0; index < commits; index++) {
		const counts = { ...noCounts, succeeded: index + 1, failed: 1 };
		const failed = index === 0 ? [failedItem(commits)] : [];
		const settled = index === 0 ? [0, commits] : [index];
		const sample = { at: index, counts, itemsPerSecond: 1, inFlight: 1, durations: undefined };
		const lines = [JSON.stringify({ index, text: "y".repeat(200) })];
		writer.commit(toWriterCommit(commitOf({ settled, failed, lines, counts, sample })));
	}
	cpSync(living, folder, { recursive: true, filter: (path) => !/runner\.|-shm$/.test(path) });
	writer.close();
	rmSync(living, { recursive: true });
	return folder;
}

function damageTo(
	file: string,
	{ isCut, at, mask }: { readonly isCut: boolean; readonly at: number; readonly mask: number },
): void {
	const bytes = readFileSync(file);
	const position = Math.floor(at * bytes.length);
	if (isCut) {
		truncateSync(file, position);
		return;
	}
	bytes[position] = (bytes[position] ?? 0) ^ mask;
	writeFileSync(file, bytes);
}

function read(folder: string) {
	const reader = new RunReader(folder);
	try {
		return reader.status().counts;
	} finally {
		reader.dispose();
	}
}

function resume(folder: string) {
	const writer = RunWriter.open(folder);
	try {
		return writer.opened.progress.counts;
	} finally {
		writer.close();
	}
}

function outcomeOf<T>(work: () => T): { readonly counts?: T; readonly error?: unknown } {
	try {
		return { counts: work() };
	} catch (error) {
		return { error };
	}
}

/** Everything but the lock, and what SQLite makes anew: its shared memory, and a log with nothing in it. */
function contentOf(folder: string): readonly (readonly [string, Buffer])[] {
	const names = readdirSync(folder).filter((name) => !/^runner\.|-shm$/.test(name));
	const contents = names.sort().map((name) => [name, readFileSync(join(folder, name))] as const);
	return contents.filter(([name, { length }]) => length > 0 || !name.endsWith("-wal"));
}
