import { createReadStream, existsSync, readFileSync } from "node:fs";
import type { Disposable } from "../base/disposable.ts";
import type { ErrorGroup, FailedItem, FailedOutcome, FailureSelection, Sample } from "../engine/index.ts";
import { salvage } from "./database/checks/salvage.ts";
import { toFailedItem } from "./database/items/failedRow.ts";
import { FailureQueries } from "./database/items/failureQueries.ts";
import { inDoubtRow, readStarts } from "./database/items/startTable.ts";
import { Lease } from "./database/locks/lease.ts";
import { openForReading } from "./database/openForReading.ts";
import { readProgress, type StoredProgress } from "./database/run/progressTable.ts";
import type { RunInfo } from "./database/run/runInfo.ts";
import { readRunInfo } from "./database/run/runTable.ts";
import { readSamples } from "./database/run/sampleTable.ts";
import type { Database } from "./database/sqlite/sqlite.ts";
import { reading } from "./database/sqlite/storeErrors.ts";
import { DamagedRunError } from "./errors/damagedRunError.ts";
import { type RunFolder, runFolderAt } from "./files/runFolder.ts";
import { assertResults } from "./results/savedResults.ts";

/** A run's status. `state` is `interrupted` when it was running and no process runs it any more. */
export type RunStatus = Omit<StoredProgress, "resultsBytes" | "resultsCrc" | "sinks" | "position">;

/**
 * Reads a run from any process, even while it is running, and changes nothing in it. Every call reads what is on disk
 * at that moment, and throws DamagedRunError where the run folder is not as the store left it.
 */
export class RunReader implements Disposable {
	readonly folder: string;
	readonly info: RunInfo;
	readonly #files: RunFolder;
	readonly #database: Database;
	/** Commits are lost, or the run's counts are not as they were. What else there is can still be read. */
	readonly #damage: DamagedRunError | undefined;
	readonly #failures: FailureQueries;

	/** @throws DamagedRunError, NewerRunError */
	constructor(folder: string) {
		this.folder = folder;
		this.#files = runFolderAt(folder);
		const { database, damage } = this.#reading(() => openForReading(this.#files));
		this.#database = database;
		this.#damage = damage;
		this.#failures = new FailureQueries(database);
		try {
			this.info = this.#reading(() => readRunInfo(database, this.#files.database));
		} catch (error) {
			database.close();
			throw error;
		}
	}

	status(): RunStatus {
		const status = this.#status();
		if (!isUnderWay(status) || Lease.isHeld(this.folder)) return status;
		// Its runner may have ended it between the two checks.
		const again = this.#status();
		return isUnderWay(again) ? { ...again, state: "interrupted" } : again;
	}

	/** From now on every call reads what is on disk at this moment, until it is disposed: the run's log grows meanwhile. */
	freeze(): void {
		this.#read(() => this.#database.exec("BEGIN"));
		this.written();
	}

	/** Largest first. */
	groups(): readonly ErrorGroup[] {
		return this.#read(() => this.#failures.groups());
	}

	/** Items above `after`, by index. */
	failures(
		selection: FailureSelection,
		{ after = -1, limit }: { readonly after?: number; readonly limit: number },
	): readonly FailedItem[] {
		return this.#read(() => this.#failures.page(selection, after, limit).map(toFailedItem));
	}

	/** The same, of each only its index. */
	failedIndices(
		selection: FailureSelection,
		{ after = -1, limit }: { readonly after?: number; readonly limit: number },
	): readonly number[] {
		return this.#read(() => this.#failures.indices(selection, after, limit));
	}

	/** For where {@link failures} throws: items above `after` that a damaged database still yields, by index. */
	readableFailures(outcomes: readonly FailedOutcome[], after: number): Iterable<FailedItem> {
		return salvage(this.#database, this.#failures, outcomes, after);
	}

	/**
	 * Items that had started when the process that ran it died, as they would be if they were left for later; by index.
	 * None while a process runs it: then they are under way.
	 */
	inDoubt(): readonly FailedItem[] {
		if (isUnderWay(this.status())) return [];
		return this.#read(() => readStarts(this.#database).map((start) => toFailedItem(inDoubtRow(start, "interrupted"))));
	}

	countFailures(selection: FailureSelection): number {
		return this.#read(() => this.#failures.count(selection));
	}

	/** How far its results and its job's outputs are committed. */
	written(): Pick<StoredProgress, "resultsBytes" | "resultsCrc" | "sinks" | "position"> {
		return this.#read(() => readProgress(this.#database, this.#files.database));
	}

	/**
	 * The lines of items that succeeded, as far as they are committed, so many at a time.
	 * @throws DamagedRunError before the first, if they are not those that the run had saved
	 */
	async *resultLines(linesAtOnce: number): AsyncIterable<readonly string[]> {
		const { resultsBytes, resultsCrc } = this.written();
		if (resultsBytes === 0) return;
		const { results } = this.#files;
		reading(results, () => assertResults(results, { bytes: resultsBytes, crc: resultsCrc }));
		const text = createReadStream(results, { encoding: "utf8", end: resultsBytes - 1 });
		let lines: string[] = [];
		let rest = "";
		for await (const block of text) {
			const found = `${rest}${block}`.split("\n");
			rest = found.pop() ?? "";
			lines.push(...found);
			for (; lines.length >= linesAtOnce; lines = lines.slice(linesAtOnce)) yield lines.slice(0, linesAtOnce);
		}
		if (lines.length > 0) yield lines;
	}

	/** At most `maxPoints`, spread evenly over the run. */
	samples(maxPoints: number): readonly Sample[] {
		return this.#read(() => readSamples(this.#database, maxPoints));
	}

	/** The job as it ran. */
	definition(): unknown {
		const { jobFile } = this.#files;
		if (!existsSync(jobFile)) throw new DamagedRunError(jobFile, "It is missing.");
		return reading(jobFile, () => JSON.parse(readFileSync(jobFile, "utf8")));
	}

	dispose(): void {
		if (this.#database.isOpen) this.#database.close();
	}

	#status(): RunStatus {
		const { resultsBytes, resultsCrc, sinks, position, ...status } = this.#read(() =>
			readProgress(this.#database, this.#files.database),
		);
		return status;
	}

	#read<T>(work: () => T): T {
		if (this.#damage) throw this.#damage;
		return this.#reading(work);
	}

	#reading<T>(work: () => T): T {
		return reading(this.#files.database, work);
	}
}

function isUnderWay({ state }: RunStatus): boolean {
	return state === "running" || state === "paused";
}
