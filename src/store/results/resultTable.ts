import { closeSync, openSync, readSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Disposable } from "../../base/disposable.ts";
import { formatCount } from "../../base/format.ts";
import { failedOutcomes } from "../../engine/index.ts";
import { reading } from "../database/storeErrors.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { runFolderAt } from "../files/runFolder.ts";
import { RunReader } from "../runReader.ts";
import { allLines } from "./allLines.ts";
import { lineAt } from "./lineAt.ts";
import { lineParts } from "./lineParts.ts";
import { LinePlaces, type ReadAt } from "./linePlaces.ts";
import { ManyLines } from "./manyLines.ts";
import { openNamelessFile } from "./namelessFile.ts";
import { failedRow, type ResultRow, SucceededRow } from "./resultRow.ts";
import { failedRows, inTurn, merged, pageRows } from "./rowPages.ts";

/** Lines of a page, at most, UTF-16 units: results may be long. */
const pageLength = 1_000_000;
/** Places read at a time. */
const placesAtOnce = 8_192;

export type RowOrder = "source" | "completion";

export interface RowsOptions {
	/** By index (default); or as they finished, then those that did not succeed, by index. */
	readonly order?: RowOrder | undefined;
	readonly outcomes?: readonly ResultRow["outcome"][] | undefined;
	/** Its reason is thrown when it aborts. */
	readonly signal?: AbortSignal | undefined;
}

export interface PrepareOptions {
	readonly signal?: AbortSignal | undefined;
	/** How much of the results has been looked through, from 0 to 1. */
	readonly onProgress?: ((share: number) => void) | undefined;
}

export interface TableOptions {
	/** The table stays as the run was when it was opened; the run's log grows until it is disposed. */
	readonly isFrozen?: boolean | undefined;
	/** Takes secrets out of what items hold that did not succeed. The lines of the others have none. */
	readonly redact?: ((text: string) => string) | undefined;
}

/** How far the results are committed. */
type Written = ReturnType<RunReader["written"]>;

/**
 * A run's items with their outcomes, whether the run goes on in another process, has ended or was killed. Takes the same
 * memory for ten million items as for ten: where the lines of the results begin is noted in a file, which has no name.
 *
 * @example
 * const table = ResultTable.open(folder);
 * for await (const page of table.rows()) for (const { key, value, result } of page) print(key, value, result);
 * table.dispose();
 */
export class ResultTable implements Disposable {
	readonly #folder: string;
	readonly #file: string;
	readonly #run: RunReader;
	readonly #isFrozen: boolean;
	readonly #redact: TableOptions["redact"];
	#results: number | undefined;
	#placesHandle: number | undefined;
	#places: LinePlaces | undefined;
	#noting: Promise<void> = Promise.resolve();

	/** @throws DamagedRunError, NewerRunError */
	static open(folder: string, options: TableOptions = {}): ResultTable {
		const run = new RunReader(folder);
		try {
			if (options.isFrozen) run.freeze();
			else run.written();
			return new ResultTable(run, options);
		} catch (error) {
			run.dispose();
			throw error;
		}
	}

	private constructor(run: RunReader, { isFrozen = false, redact }: TableOptions) {
		this.#isFrozen = isFrozen;
		this.#run = run;
		this.#folder = run.folder;
		this.#file = runFolderAt(run.folder).results;
		this.#redact = redact;
	}

	/**
	 * Looks through what is new in the results. {@link rows} and {@link row} do so themselves; of millions of items it
	 * takes seconds.
	 * @throws DamagedRunError where the results are not those that the run has saved
	 */
	async prepare(options: PrepareOptions = {}): Promise<void> {
		await this.#noteTo(this.#run.written(), options);
	}

	/**
	 * All rows as they stand now, in pages; what happens while they are read changes nothing. Items without an outcome
	 * have none.
	 * @throws DamagedRunError before the first
	 */
	async *rows({ order = "source", outcomes, signal }: RowsOptions = {}): AsyncIterable<readonly ResultRow[]> {
		const run = this.#isFrozen ? this.#run : new RunReader(this.#folder);
		try {
			if (run !== this.#run) run.freeze();
			const written = run.written();
			const wanted = failedOutcomes.filter((outcome) => outcomes?.includes(outcome) ?? true);
			const failed = failedRows(run, wanted, this.#redact);
			const takesSucceeded = outcomes?.includes("succeeded") ?? true;
			if (takesSucceeded) await this.#noteTo(written, { signal });
			const end = takesSucceeded ? written.resultsBytes : 0;
			const pages =
				order === "source" ? merged(this.#inSourceOrder(end), failed) : inTurn(this.#asWritten(end), failed);
			for (const page of pages) {
				signal?.throwIfAborted();
				yield page;
				await nextTurn();
			}
		} finally {
			if (run !== this.#run) run.dispose();
		}
	}

	/** An item as it stands now; undefined where it has no outcome. @throws DamagedRunError */
	async row(index: number): Promise<ResultRow | undefined> {
		// Looked for first: what is no longer among them has its line by then.
		const [failed] = this.#run.failures({ indices: [index] }, { limit: 1 });
		if (failed) return failedRow(failed, this.#redact);
		await this.prepare();
		const place = this.#places?.of(index);
		const end = this.#places?.at ?? 0;
		if (place !== undefined) return this.#rowOf(index, lineAt(this.#read, place, end));
		const doubtful = this.#run.inDoubt().find(({ item }) => item.index === index);
		return doubtful && failedRow(doubtful, this.#redact);
	}

	dispose(): void {
		this.#run.dispose();
		for (const handle of [this.#results, this.#placesHandle]) if (handle !== undefined) closeSync(handle);
		this.#results = undefined;
		this.#placesHandle = undefined;
		this.#places = undefined;
	}

	/** One after the other: the checksum is that of all lines up to the end that was asked for. */
	#noteTo(written: Written, options: PrepareOptions): Promise<void> {
		const before = this.#noting;
		const noting = before.catch(() => undefined).then(() => this.#note(written, options));
		this.#noting = noting;
		noting.catch(() => undefined);
		return noting;
	}

	async #note({ resultsBytes: end, resultsCrc }: Written, { signal, onProgress }: PrepareOptions): Promise<void> {
		if (end === 0) return;
		const places = this.#opened();
		while (places.at < end) {
			signal?.throwIfAborted();
			reading(this.#file, () => places.noteNext(end));
			onProgress?.(places.at / end);
			await nextTurn();
		}
		if (places.at > end || resultsCrc === undefined || places.crc === resultsCrc) return;
		const found = `The ${formatCount(end)} bytes that the run had saved in it have been changed since.`;
		throw new DamagedRunError(this.#file, found);
	}

	#opened(): LinePlaces {
		this.#results ??= openResults(this.#file);
		this.#placesHandle ??= openNamelessFile(this.#folder);
		this.#places ??= new LinePlaces(this.#placesHandle, this.#file, this.#read);
		return this.#places;
	}

	readonly #read: ReadAt = (block, length, position) => {
		if (this.#results === undefined) throw new Error("The table of results is closed.");
		return readSync(this.#results, block, 0, length, position);
	};

	/** @param end of the lines to be read, bytes */
	*#inSourceOrder(end: number): Iterable<readonly ResultRow[]> {
		const places = this.#places;
		if (!places || end === 0) return;
		const lines = new ManyLines(this.#read);
		let size = pageRows;
		for (let from = 0; from < places.count; from += placesAtOnce) {
			const found = places.range(from, placesAtOnce).flatMap((place, at) => {
				return place !== undefined && place < end ? [{ index: from + at, place }] : [];
			});
			for (let at = 0; at < found.length; ) {
				const part = found.slice(at, at + size);
				const read = lines.at(
					part.map(({ place }) => place),
					end,
					pageLength,
				);
				if (!read) {
					size = Math.ceil(part.length / 2);
					continue;
				}
				yield part.map(({ index }, nth) => this.#rowOf(index, read[nth] ?? ""));
				at += part.length;
				if (read.reduce((sum, { length }) => sum + length, 0) < pageLength / 4) size = Math.min(pageRows, 2 * size);
			}
		}
	}

	*#asWritten(end: number): Iterable<readonly ResultRow[]> {
		for (const lines of allLines(this.#read, end)) yield lines.map((line) => this.#rowOf(undefined, line));
	}

	#rowOf(index: number | undefined, line: string): ResultRow {
		const parts = lineParts(line);
		if (parts && (index === undefined || parts.index === index)) return new SucceededRow(line, parts);
		const which = index === undefined ? "One of its lines" : `The line of item ${index}`;
		throw new DamagedRunError(this.#file, `${which} cannot be read.`);
	}
}

function openResults(file: string): number {
	try {
		return reading(file, () => openSync(file, "r"));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		throw new DamagedRunError(file, "It is missing, but the run had saved results in it.");
	}
}
