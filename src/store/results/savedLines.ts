import { closeSync, openSync, readSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Disposable } from "../../base/disposable.ts";
import { formatCount } from "../../base/format.ts";
import { reading } from "../database/sqlite/storeErrors.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { runFolderAt } from "../files/runFolder.ts";
import { allLines } from "./allLines.ts";
import { lineParts } from "./lineParts.ts";
import { LinePlaces, type ReadAt } from "./linePlaces.ts";
import { ManyLines } from "./manyLines.ts";
import { openNamelessFile } from "./namelessFile.ts";
import { type ResultRow, SucceededRow } from "./resultRow.ts";
import { each, pageRows } from "./rowPages.ts";

/** Lines of a page, at most, UTF-16 units: results may be long. */
const pageLength = 1_000_000;
/** Places read at a time. */
const placesAtOnce = 8_192;

/** How far the results are committed; without a checksum in a run of an older format. */
interface Written {
	readonly resultsBytes: number;
	readonly resultsCrc: number | undefined;
}

interface NoteOptions {
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: ((share: number) => void) | undefined;
}

interface Placed {
	readonly index: number;
	/** Of its line in the results, bytes. */
	readonly place: number;
}

/** The committed lines of a run's results, as rows. They can be read once they are noted. */
export class SavedLines implements Disposable {
	readonly #folder: string;
	readonly #file: string;
	#results: number | undefined;
	#placesHandle: number | undefined;
	#places: LinePlaces | undefined;
	#noting: Promise<void> = Promise.resolve();

	/** @param folder of the run */
	constructor(folder: string) {
		this.#folder = folder;
		this.#file = runFolderAt(folder).results;
	}

	/** More than the largest index noted. */
	get count(): number {
		return this.#places?.count ?? 0;
	}

	/** One after the other: the checksum is that of all lines up to the end that was asked for. */
	noteTo(written: Written, options: NoteOptions): Promise<void> {
		const before = this.#noting;
		const noting = before.catch(() => undefined).then(() => this.#note(written, options));
		this.#noting = noting;
		noting.catch(() => undefined);
		return noting;
	}

	async #note({ resultsBytes: end, resultsCrc }: Written, { signal, onProgress }: NoteOptions): Promise<void> {
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

	dispose(): void {
		for (const handle of [this.#results, this.#placesHandle]) if (handle !== undefined) closeSync(handle);
		this.#results = undefined;
		this.#placesHandle = undefined;
		this.#places = undefined;
	}

	/** Those that there are, of these items. */
	rowsAt(indices: readonly number[]): Iterable<ResultRow> {
		const places = this.#places;
		if (!places) return [];
		const found = indices.flatMap((index) => {
			const place = places.of(index);
			return place === undefined ? [] : [{ index, place }];
		});
		return each(this.#rowsOf(found, new ManyLines(this.#read), places.at));
	}

	/** @param end of the lines to be read, bytes */
	*#placed(end: number): Iterable<readonly Placed[]> {
		const places = this.#places;
		for (let from = 0; places && end > 0 && from < places.count; from += placesAtOnce) {
			yield places.range(from, placesAtOnce).flatMap((place, at) => {
				return place !== undefined && place < end ? [{ index: from + at, place }] : [];
			});
		}
	}

	*indexPages(end: number): Iterable<readonly number[]> {
		for (const placed of this.#placed(end)) yield placed.map(({ index }) => index);
	}

	*inSourceOrder(end: number): Iterable<readonly ResultRow[]> {
		const lines = new ManyLines(this.#read);
		for (const placed of this.#placed(end)) yield* this.#rowsOf(placed, lines, end);
	}

	*#rowsOf(placed: readonly Placed[], lines: ManyLines, end: number): Iterable<readonly ResultRow[]> {
		let size = pageRows;
		for (let at = 0; at < placed.length; ) {
			const part = placed.slice(at, at + size);
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

	*asWritten(end: number): Iterable<readonly ResultRow[]> {
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
