import { rmSync } from "node:fs";
import type { Commit, FailureSelection, Moved } from "../engine/index.ts";
import { DoneTable } from "./doneTable.ts";
import { putInPlace } from "./durableFile.ts";
import { FailedItems } from "./failedItems.ts";
import type { FailedRow, QueuedRow } from "./failedRow.ts";
import { changeCounts, startProgress, writeProgress } from "./progressTable.ts";
import type { RunFacts } from "./runFacts.ts";
import { writeFacts } from "./runTable.ts";
import { addSample } from "./sampleTable.ts";
import { checkSchema, createSchema } from "./schema.ts";
import { type Database, openDatabase, transaction } from "./sqlite.ts";
import { writing } from "./storeErrors.ts";

/** How long a write waits for a person who looks into the database with a tool that locks it, ms. */
const busyMs = 10_000;

/** What a commit brings to the database. */
export interface DatabaseCommit extends Omit<Commit, "settled" | "lines" | "failed"> {
	readonly settled: Iterable<number>;
	readonly failed: readonly FailedRow[];
}

/** Makes the database under another name first: nobody ever sees one that is half made. */
export function createRunDatabase(file: string, facts: RunFacts): void {
	const unfinished = `${file}.new`;
	rmSync(unfinished, { force: true });
	writing(file, () => {
		const database = openDatabase(unfinished, "create");
		try {
			database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
			transaction(database, () => {
				createSchema(database);
				writeFacts(database, facts);
				startProgress(database, facts.createdAt);
			});
			database.exec("PRAGMA journal_mode = WAL");
		} finally {
			database.close();
		}
		putInPlace(unfinished, file);
	});
}

/** @throws DamagedRunError or NewerRunError when it is not a run's database that can be written */
export function openRunDatabase(file: string): Database {
	return writing(file, () => {
		const database = openDatabase(file, "write");
		try {
			checkSchema(database, file);
			// FULL: a commit is on disk when it returns, also after a power cut.
			database.exec(`PRAGMA synchronous = FULL; PRAGMA busy_timeout = ${busyMs}`);
			return database;
		} catch (error) {
			database.close();
			throw error;
		}
	});
}

/** Writes a run's database; every call is a transaction, on disk when it returns and undone when it throws. */
export class RunDatabase {
	readonly #file: string;
	readonly #database: Database;
	readonly #done: DoneTable;
	readonly #failedItems: FailedItems;

	/** @param file of the database, for messages */
	constructor(database: Database, file: string) {
		this.#file = file;
		this.#database = database;
		this.#done = new DoneTable(database);
		this.#failedItems = writing(file, () => new FailedItems(database));
		this.#change(() => this.#failedItems.putBackTaken());
	}

	/** @param resultsBytes length of the results that counts from now on */
	commit(commit: DatabaseCommit, resultsBytes: number): void {
		this.#change(() => {
			const watermark = this.#done.add(commit.settled);
			this.#failedItems.put(commit.failed);
			this.#failedItems.delete(commit.recovered);
			if (commit.sample) addSample(this.#database, commit.sample);
			writeProgress(this.#database, commit, { watermark, resultsBytes, now: Date.now() });
		});
	}

	queue(selection: FailureSelection): Moved {
		return this.#change(() => {
			const moved = this.#failedItems.queue(selection);
			changeCounts(this.#database, { failed: -moved.failed, skipped: -moved.skipped }, Date.now());
			return moved;
		});
	}

	skip(selection: FailureSelection): Moved {
		return this.#change(() => {
			const moved = this.#failedItems.skip(selection);
			changeCounts(this.#database, { failed: -moved.failed, skipped: moved.failed }, Date.now());
			return moved;
		});
	}

	takeQueued(limit: number): readonly QueuedRow[] {
		return this.#change(() => this.#failedItems.take(limit));
	}

	close(): void {
		this.#database.close();
	}

	#change<T>(work: () => T): T {
		try {
			return writing(this.#file, () => transaction(this.#database, work));
		} catch (error) {
			// They may remember what was rolled back.
			this.#done.forget();
			this.#failedItems.forgetGroups();
			throw error;
		}
	}
}
