import { existsSync, rmSync } from "node:fs";
import { type Commit, type FailureSelection, type Moved, without, withSkipped } from "../../engine/index.ts";
import { type CommitMark, CommitMarks } from "../files/commitMarks.ts";
import { renameDurably } from "../files/durableFile.ts";
import { HeldFile } from "../files/heldFile.ts";
import type { RunFolder } from "../files/runFolder.ts";
import { Seal } from "./checks/seal.ts";
import { DoneTable } from "./items/doneTable.ts";
import { FailedItems } from "./items/failedItems.ts";
import type { FailedRow, QueuedRow } from "./items/failedRow.ts";
import type { InDoubtDecision, ItemDecisions } from "./items/inDoubt.ts";
import { inDoubtRow, type StartRow, StartTable } from "./items/startTable.ts";
import { migrate } from "./migrations.ts";
import { changeCounts, type ResultsPart, startProgress, writeProgress } from "./run/progressTable.ts";
import type { RunInfo } from "./run/runInfo.ts";
import { writeRunInfo } from "./run/runTable.ts";
import { addSample } from "./run/sampleTable.ts";
import { createSchema, versionOf } from "./schema.ts";
import { type Database, openDatabase, transaction } from "./sqlite/sqlite.ts";
import { writing } from "./sqlite/storeErrors.ts";

/** How long a write waits for a tool that locks the database while the user looks into it, ms. */
const busyMs = 10_000;

/** The part of a commit that goes into the database. */
export interface DatabaseCommit extends Omit<Commit, "settled" | "lines" | "failed" | "started"> {
	readonly settled: Iterable<number>;
	readonly failed: readonly FailedRow[];
	readonly started: readonly StartRow[];
}

/** Creates the database under another name first: nobody ever sees a half-made one, or one without its marks. */
export function createRunDatabase({ database: file, marks }: RunFolder, info: RunInfo): void {
	const unfinished = `${file}.new`;
	rmSync(unfinished, { force: true });
	writing(file, () => {
		const database = openDatabase(unfinished, "create");
		let mark: CommitMark;
		try {
			database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
			mark = transaction(database, () => {
				createSchema(database);
				writeRunInfo(database, info);
				startProgress(database, info.createdAt);
				return new Seal(database).close();
			});
			database.exec("PRAGMA journal_mode = WAL");
		} finally {
			database.close();
		}
		writing(marks, () => CommitMarks.create(marks, { ...mark, isClosed: true }));
		renameDurably(unfinished, file);
	});
}

/** @throws DamagedRunError or NewerRunError when it is not a run's database that can be written */
export function openRunDatabase(file: string): Database {
	return writing(file, () => {
		const database = openDatabase(file, "write");
		try {
			migrate(database, versionOf(database, file));
			// FULL: a commit is on disk when it returns, even after a power cut.
			database.exec(`PRAGMA synchronous = FULL; PRAGMA busy_timeout = ${busyMs}`);
			return database;
		} catch (error) {
			database.close();
			throw error;
		}
	});
}

/**
 * Writes a run's database; every call is a transaction, on disk when it returns and undone when it throws. (Not undone
 * where it throws because the file was removed meanwhile: nobody reads that file again.)
 */
export class RunDatabase {
	readonly #file: string;
	readonly #database: Database;
	readonly #seal: Seal;
	readonly #log: string;
	readonly #marks: CommitMarks;
	#lastMark: CommitMark | undefined;
	readonly #done: DoneTable;
	readonly #failedItems: FailedItems;
	readonly #starts: StartTable;
	readonly #held: readonly HeldFile[];

	constructor(database: Database, { database: file, log, marks }: RunFolder) {
		this.#file = file;
		this.#database = database;
		this.#log = log;
		this.#seal = writing(file, () => new Seal(database));
		this.#done = writing(file, () => new DoneTable(database));
		this.#failedItems = writing(file, () => new FailedItems(database));
		this.#starts = writing(file, () => new StartTable(database));
		// SQLite's log exists, as the database was read; only the last connection to close removes it.
		this.#held = writing(file, () => [file, log, marks].map((held) => new HeldFile(held)));
		this.#marks = writing(marks, () => new CommitMarks(marks));
		if (writing(file, () => this.#failedItems.hasTaken())) this.#change(() => this.#failedItems.putBackTaken());
	}

	/**
	 * @param results the part of the results that is committed with it
	 * @returns the watermark
	 */
	commit(commit: DatabaseCommit, results: ResultsPart): number {
		return this.#change(() => {
			this.#starts.end(commit.settled);
			this.#starts.end(commit.released);
			if (commit.started.length > 0) this.#starts.put(commit.started);
			const watermark = this.#done.add(commit.settled);
			this.#failedItems.put(commit.failed);
			this.#failedItems.delete(commit.recovered);
			if (commit.sample) addSample(this.#database, commit.sample);
			writeProgress(this.#database, commit, { watermark, results, now: Date.now() });
			return watermark;
		});
	}

	queue(selection: FailureSelection, isDone: boolean): Moved {
		return this.#change(() => {
			const moved = this.#failedItems.queue(selection, isDone);
			changeCounts(this.#database, (counts) => without(counts, moved), Date.now());
			return moved;
		});
	}

	skip(selection: FailureSelection): Moved {
		return this.#change(() => {
			const moved = this.#failedItems.skip(selection);
			changeCounts(this.#database, (counts) => withSkipped(counts, moved), Date.now());
			return moved;
		});
	}

	/** Whether it has an outcome, or had one before it was queued. */
	isDone(index: number): boolean {
		return this.#done.has(index);
	}

	/** By index. */
	inDoubt(): readonly StartRow[] {
		return this.#starts.all();
	}

	/**
	 * The items in doubt get an outcome, are queued, or are left to run again, as was decided.
	 * @param decision about all of them, or item by item
	 * @param read reads the database in the same transaction: if it throws, nothing is changed
	 */
	decideInDoubt<T>(decision: InDoubtDecision | ItemDecisions, read: () => T): T {
		return this.#change(() => {
			const of = (index: number) => (typeof decision === "string" ? decision : (decision.get(index) ?? "later"));
			const starts = Map.groupBy(this.#starts.all(), ({ index }) => of(index));
			this.#starts.clear();
			starts.delete("retry");
			for (const [decided, rows] of starts) this.#decide(rows, decided);
			return read();
		});
	}

	takeQueued(limit: number): readonly QueuedRow[] {
		return this.#change(() => this.#failedItems.take(limit));
	}

	close(): void {
		this.#database.close();
		// Its log has been merged into it, unless somebody is looking at the run.
		if (this.#lastMark) this.#marks.put({ ...this.#lastMark, isClosed: !existsSync(this.#log) });
		this.#marks.close();
	}

	#decide(starts: readonly StartRow[], decision: InDoubtDecision): void {
		const indices = starts.map(({ index }) => index);
		const outcome = decision === "skip" ? "skipped" : "interrupted";
		this.#failedItems.put(starts.map((start) => inDoubtRow(start, outcome)));
		this.#database.prepare("UPDATE progress SET watermark = ?").run(this.#done.add(indices));
		if (decision === "done") this.#failedItems.queue({ indices }, true);
		else
			changeCounts(this.#database, (counts) => ({ ...counts, [outcome]: counts[outcome] + starts.length }), Date.now());
	}

	#change<T>(work: () => T): T {
		try {
			const { result, mark } = writing(this.#file, () =>
				transaction(this.#database, () => ({ result: work(), mark: this.#seal.close() })),
			);
			this.#lastMark = mark;
			this.#marks.put(mark);
			for (const held of this.#held) held.assertUnmoved();
			return result;
		} catch (error) {
			// Their caches may hold what was rolled back.
			this.#done.forget();
			this.#failedItems.forgetGroups();
			this.#starts.forget();
			throw error;
		}
	}
}
