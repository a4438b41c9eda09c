import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { FailureSelection, Moved, SucceededItem } from "../../engine/index.ts";
import { newestMark } from "../database/checks/agreement.ts";
import { readSealed } from "../database/checks/seal.ts";
import { type DonePages, readDonePages } from "../database/items/doneTable.ts";
import type { FailedRow, QueuedRow } from "../database/items/failedRow.ts";
import { FailureQueries } from "../database/items/failureQueries.ts";
import type { InDoubtDecision, ItemDecisions } from "../database/items/inDoubt.ts";
import type { StartRow } from "../database/items/startTable.ts";
import { Lease } from "../database/locks/lease.ts";
import { readProgress, type StoredProgress } from "../database/run/progressTable.ts";
import type { RunInfo } from "../database/run/runInfo.ts";
import { readRunInfo } from "../database/run/runTable.ts";
import { createRunDatabase, openRunDatabase, RunDatabase } from "../database/runDatabase.ts";
import type { Database } from "../database/sqlite/sqlite.ts";
import { reading, writing } from "../database/sqlite/storeErrors.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { type CommitMark, CommitMarks } from "../files/commitMarks.ts";
import { flushFolder, privateModes, writeDurably } from "../files/durableFile.ts";
import { databaseFiles, runFolderAt } from "../files/runFolder.ts";
import { assertWhole, inspect } from "./inspect.ts";
import { LineBytes } from "./lineBytes.ts";
import { ResultsFile } from "./resultsFile.ts";
import type { WriterCommit } from "./writerCommit.ts";

/** What is read of a run when it is opened for running. */
export interface OpenedRun {
	readonly info: RunInfo;
	readonly progress: StoredProgress;
	readonly done: DonePages;
	/** By index. */
	readonly inDoubt: readonly StartRow[];
}

/** Results that are handed out at a time, UTF-16 units. */
const maxResultsLength = 4_000_000;

/** What became of an item; undefined: it has no outcome. */
export type SettledRow = SucceededItem | FailedRow | undefined;

/** Everything that the one runner of a run holds open. All calls block, so it belongs in the store's own thread. */
export class RunWriter {
	/** The database's, for messages. */
	readonly #file: string;
	readonly #readOpened: () => OpenedRun;
	readonly #lease: Lease;
	readonly #database: RunDatabase;
	readonly #queries: FailureQueries;
	readonly #results: ResultsFile;
	readonly #lineBytes = new LineBytes();

	/**
	 * Creates a run folder, and opens it.
	 * @param definition the job as JSON
	 */
	static create(folder: string, info: RunInfo, definition: string): RunWriter {
		const files = runFolderAt(folder);
		const { database, jobFile, marks } = files;
		let isMade = false;
		try {
			mkdirSync(folder, { recursive: true, mode: privateModes.folder });
			return RunWriter.#holding(folder, () => {
				if (existsSync(database)) throw new Error(`${folder} holds a run already.`);
				isMade = true;
				writing(jobFile, () => writeDurably(jobFile, definition));
				createRunDatabase(files, info);
				writing(folder, () => flushFolder(dirname(folder)));
			});
		} catch (error) {
			// Otherwise the call could not be repeated.
			if (isMade) for (const file of [marks, ...databaseFiles(database)]) rmSync(file, { force: true });
			throw error;
		}
	}

	/** @throws DamagedRunError, NewerRunError, RunBusyError */
	static open(folder: string): RunWriter {
		const { database } = runFolderAt(folder);
		// Checked before the lease, which would leave a file in a folder that holds no run.
		if (!existsSync(database)) throw new DamagedRunError(database, "It is missing.");
		return RunWriter.#holding(folder, () => undefined);
	}

	static #holding(folder: string, prepare: () => void): RunWriter {
		const lease = Lease.take(folder);
		try {
			prepare();
			return new RunWriter(folder, lease);
		} catch (error) {
			lease.dispose();
			throw error;
		}
	}

	private constructor(folder: string, lease: Lease) {
		const files = runFolderAt(folder);
		this.#lease = lease;
		this.#file = files.database;
		let results = inspect(files);
		const database = openRunDatabase(files.database);
		let opened: RunDatabase | undefined;
		try {
			// Of an older format, which could only be read once it had been migrated.
			results ??= assertWhole(database, files, newestMark(files));
			if (!existsSync(files.marks)) writing(files.marks, () => CommitMarks.create(files.marks, firstMark(database)));
			opened = new RunDatabase(database, files);
			this.#database = opened;
			this.#queries = new FailureQueries(database);
			this.#readOpened = () => ({
				info: readRunInfo(database, files.database),
				progress: readProgress(database, files.database),
				done: readDonePages(database),
				inDoubt: this.#database.inDoubt(),
			});
			this.#results = new ResultsFile(files, results);
		} catch (error) {
			if (opened) opened.close();
			else database.close();
			throw error;
		}
	}

	/** The run as it stands. Reads all of it, so it is for opening only. */
	get opened(): OpenedRun {
		return reading(this.#file, this.#readOpened);
	}

	decideInDoubt(decision: InDoubtDecision | ItemDecisions): OpenedRun {
		return this.#database.decideInDoubt(decision, this.#readOpened);
	}

	/** Results first: they must be on disk before the transaction that counts them. @returns the watermark */
	commit(commit: WriterCommit): number {
		const { lines } = commit;
		const results = this.#results.append("indices" in lines ? [this.#lineBytes.of(lines)] : lines);
		const watermark = this.#database.commit(commit, results);
		this.#results.count(results);
		return watermark;
	}

	queue(selection: FailureSelection, isDone: boolean): Moved {
		return this.#database.queue(selection, isDone);
	}

	skip(selection: FailureSelection): Moved {
		return this.#database.skip(selection);
	}

	takeQueued(limit: number): readonly QueuedRow[] {
		return this.#database.takeQueued(limit);
	}

	failedItems(afterIndex: number, limit: number): readonly FailedRow[] {
		return reading(this.#file, () => this.#queries.page({}, afterIndex, limit));
	}

	/** See {@link Store.settledItems}. */
	settledItems(indices: readonly number[]): readonly SettledRow[] {
		return reading(this.#file, () => {
			const found: SettledRow[] = [];
			let length = 0;
			for (const index of indices) {
				const row = this.#settledItem(index);
				length += row?.outcome === "succeeded" ? row.result.length : 0;
				if (length > maxResultsLength && found.length > 0) break;
				found.push(row);
			}
			return found;
		});
	}

	#settledItem(index: number): SettledRow {
		const row = this.#queries.one(index);
		if (row) return row.outcome === "queued" || row.outcome === "taken" ? undefined : (row as FailedRow);
		const succeeded = this.#results.find(index);
		if (succeeded || !this.#database.isDone(index)) return succeeded;
		throw new DamagedRunError(this.#file, `Item ${index} is done, but nothing says what became of it.`);
	}

	writeTail(lines: readonly string[]): void {
		this.#results.appendTail(lines);
	}

	close(): void {
		this.#results.close();
		this.#database.close();
		this.#lease.dispose();
	}
}

function firstMark(database: Database): CommitMark {
	const { commit, resultsBytes, checksum } = readSealed(database);
	return { commit, resultsBytes, checksum, isClosed: false };
}
