import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { formatCount } from "../../base/format.ts";
import { writing } from "../database/storeErrors.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { flushFolder, privateModes } from "../files/durableFile.ts";
import { HeldFile } from "../files/heldFile.ts";

/**
 * The run's results. Committed lines stay; what follows them (the lines of failed items at the end of a run, or half a
 * line of a process that died) is cut off before the next line to be committed.
 */
export class ResultsFile {
	readonly #file: string;
	readonly #handle: number;
	readonly #held: HeldFile;
	/** Bytes that are committed. */
	#committed: number;
	/** Bytes of whole lines, committed or not. */
	#end: number;

	/**
	 * Cuts off what follows `committed`; creates the file when nothing was.
	 * @param committed bytes
	 * @throws DamagedRunError when the file is gone or shorter
	 */
	constructor(file: string, committed: number) {
		this.#file = file;
		this.#committed = committed;
		this.#end = committed;
		this.#handle = writing(file, () => openForUpdate(file, committed > 0));
		try {
			writing(file, () => {
				this.#cutTo(committed);
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
	 * @returns the length to pass to {@link count}, bytes
	 */
	append(pieces: readonly (string | Buffer)[]): number {
		if (pieces.every(({ length }) => length === 0)) return this.#committed;
		this.#end = this.#write(this.#committed, pieces);
		return this.#end;
	}

	count(length: number): void {
		this.#committed = length;
	}

	/** Writes lines that are not committed. */
	appendTail(pieces: readonly string[]): void {
		if (pieces.length > 0) this.#end = this.#write(this.#end, pieces);
	}

	close(): void {
		closeSync(this.#handle);
	}

	/** What a failed write leaves is cut off by the next one. @returns the position after what was written */
	#write(from: number, pieces: readonly (string | Buffer)[]): number {
		return writing(this.#file, () => {
			this.#cutTo(from);
			let position = from;
			for (const piece of pieces) {
				const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
				// A disk that fills up takes a part, and throws (ENOSPC) at the next one.
				for (let done = 0; done < bytes.length; ) {
					const written = writeSync(this.#handle, bytes, done, bytes.length - done, position);
					done += written;
					position += written;
				}
			}
			fdatasyncSync(this.#handle);
			this.#held.assertUnmoved();
			return position;
		});
	}

	#cutTo(length: number): void {
		const { size } = fstatSync(this.#handle);
		if (size > length) ftruncateSync(this.#handle, length);
		if (size < length) {
			throw new DamagedRunError(
				this.#file,
				`It is ${formatCount(size)} bytes long, but the run had saved ${formatCount(length)} in it.`,
			);
		}
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
