import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import type { SucceededItem } from "../../engine/index.ts";
import type { ResultsPart } from "../database/run/progressTable.ts";
import { writing } from "../database/sqlite/storeErrors.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { flushFolder, privateModes } from "../files/durableFile.ts";
import { HeldFile } from "../files/heldFile.ts";
import type { RunFolder } from "../files/runFolder.ts";
import { writeAt } from "../files/writeAt.ts";
import { ResultPlaces } from "../results/resultPlaces.ts";
import { tooShort } from "../results/savedResults.ts";

/**
 * The run's results. Committed lines stay; what follows them (the lines of failed items at the end of a run, or half a
 * line of a process that died) is cut off before the next line to be committed.
 */
export class ResultsFile {
	readonly #file: string;
	readonly #handle: number;
	readonly #held: HeldFile;
	readonly #places: ResultPlaces;
	#committed: ResultsPart;
	/** Bytes of whole lines, committed or not. */
	#end: number;

	/**
	 * Cuts off what follows `committed`; creates the file when nothing was.
	 * @throws DamagedRunError when the file is gone or shorter
	 */
	constructor({ results: file, places }: Pick<RunFolder, "results" | "places">, committed: ResultsPart) {
		this.#file = file;
		this.#places = new ResultPlaces(places, file, (block, length, position) =>
			readSync(this.#handle, block, 0, length, position),
		);
		this.#committed = committed;
		this.#end = committed.bytes;
		this.#handle = writing(file, () => openForUpdate(file, committed.bytes > 0));
		try {
			writing(file, () => {
				this.#cutTo(committed.bytes);
				// If the file is new, its name has to be on disk as well.
				flushFolder(dirname(file));
			});
			this.#held = new HeldFile(file);
		} catch (error) {
			closeSync(this.#handle);
			throw error;
		}
	}

	/**
	 * Writes after the committed lines, and syncs; {@link count} then commits.
	 * @returns what to pass to {@link count}
	 */
	append(pieces: readonly (string | Buffer)[]): ResultsPart {
		if (pieces.every(({ length }) => length === 0)) return this.#committed;
		const written = this.#write(this.#committed, pieces);
		this.#end = written.bytes;
		return written;
	}

	count(part: ResultsPart): void {
		this.#committed = part;
	}

	/** The item as its committed line has it; undefined where there is none. */
	find(index: number): SucceededItem | undefined {
		return this.#places.find(index, this.#committed.bytes);
	}

	/** Writes lines that are not committed. */
	appendTail(pieces: readonly string[]): void {
		if (pieces.length > 0) this.#end = this.#write({ bytes: this.#end, crc: 0 }, pieces).bytes;
	}

	close(): void {
		this.#places.close();
		closeSync(this.#handle);
	}

	/** What a failed write leaves is cut off by the next one. @returns `from` with what was written */
	#write(from: ResultsPart, pieces: readonly (string | Buffer)[]): ResultsPart {
		return writing(this.#file, () => {
			this.#cutTo(from.bytes);
			let { bytes: position, crc } = from;
			for (const piece of pieces) {
				const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
				crc = crc32(bytes, crc);
				writeAt(this.#handle, bytes, position);
				position += bytes.length;
			}
			fdatasyncSync(this.#handle);
			this.#held.assertUnmoved();
			return { bytes: position, crc };
		});
	}

	#cutTo(length: number): void {
		const { size } = fstatSync(this.#handle);
		if (size > length) ftruncateSync(this.#handle, length);
		if (size < length) throw tooShort(this.#file, size, length);
	}
}

function openForUpdate(file: string, mustExist: boolean): number {
	try {
		return openSync(file, "r+");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		if (mustExist) throw new DamagedRunError(file, "It is missing, but the run had saved results in it.", error);
		return openSync(file, "wx+", privateModes.file);
	}
}
