import { closeSync, openSync, readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { writeDurably } from "./durableFile.ts";
import { writeAt } from "./writeAt.ts";

/** What a commit leaves outside of the database: evidence of what the database has to know. */
export interface CommitMark {
	/** Counts every change of the database, from 1. */
	readonly commit: number;
	/** Length of the results that is committed. */
	readonly resultsBytes: number;
	/** Running: of this commit, and of the checksum before. */
	readonly checksum: number;
	/** The run was closed after it, so that the database needs no log. */
	readonly isClosed: boolean;
}

/** Bytes of an entry: the largest numbers fit, and it lies within one sector of a disk. */
const entryBytes = 128;
/** Checksum, a space before it and a newline after it. */
const endBytes = 10;

/**
 * The newest whole mark. One of the two entries may be torn, or empty; at most one commit is missing then.
 * @returns undefined where neither is whole
 * @throws what the system says, where the file cannot be read
 */
export function readMark(file: string): CommitMark | undefined {
	const [first, second] = entriesOf(file);
	return first && second ? newer(first, second) : (first ?? second);
}

function entriesOf(file: string): readonly (CommitMark | undefined)[] {
	const bytes = readFileSync(file);
	return [parse(bytes.subarray(0, entryBytes)), parse(bytes.subarray(entryBytes, 2 * entryBytes))];
}

/** A mark of the same commit says more if it says that the run was closed. */
function newer(first: CommitMark, second: CommitMark): CommitMark {
	if (first.commit === second.commit) return first.isClosed ? first : second;
	return first.commit > second.commit ? first : second;
}

/**
 * The marks of a run's last two commits, in two entries that are written in turn. Not synced with each commit: what the
 * system has taken outlives the process, and after a power cut an older mark only says less.
 */
export class CommitMarks {
	readonly #handle: number;
	/** The entry that is written next. Stays where it is after a failure, so that one of the two is always whole. */
	#entry: 0 | 1;

	/** Creates the file with its first mark, on disk. */
	static create(file: string, mark: CommitMark): void {
		writeDurably(file, `${bytesOf(mark)}${" ".repeat(entryBytes)}`);
	}

	/** @param file must exist, with a whole mark */
	constructor(file: string) {
		const [first, second] = entriesOf(file);
		this.#handle = openSync(file, "r+");
		this.#entry = !first || (second && newer(first, second) === second) ? 0 : 1;
	}

	/**
	 * Notes a commit that is on disk already. So it must not fail: a mark that could not be written is made up for by
	 * the next.
	 */
	put(mark: CommitMark): void {
		try {
			writeAt(this.#handle, bytesOf(mark), this.#entry * entryBytes);
			this.#entry = this.#entry === 0 ? 1 : 0;
		} catch {
			// The entry may be torn; it is the one that is written next.
		}
	}

	close(): void {
		closeSync(this.#handle);
	}
}

function bytesOf({ commit, resultsBytes, checksum, isClosed }: CommitMark): Buffer {
	const text = JSON.stringify({ commit, resultsBytes, checksum, isClosed }).padEnd(entryBytes - endBytes);
	return Buffer.from(`${text} ${sumOf(text)}\n`);
}

/** Undefined for what was not written so. */
function parse(entry: Buffer): CommitMark | undefined {
	if (entry.length !== entryBytes) return undefined;
	const text = entry.toString("latin1", 0, entryBytes - endBytes);
	if (entry.toString("latin1", entryBytes - endBytes) !== ` ${sumOf(text)}\n`) return undefined;
	return JSON.parse(text) as CommitMark;
}

function sumOf(text: string): string {
	return crc32(text).toString(16).padStart(8, "0");
}
