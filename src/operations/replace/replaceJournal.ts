import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** Entries of a file of the journal. At most 20,000 outcomes are not on disk yet, so that two files cover them. */
const entriesPerFile = 32_768;

/** For the user alone, as all files of a run folder. */
const mode = 0o600;

/** A file that is about to be replaced. */
export interface Replacement {
	readonly index: number;
	/** Absolute. */
	readonly path: string;
	/** Where the new text is written first; absolute. */
	readonly unfinished: string;
	/** Of the new content. */
	readonly hash: string;
	/** Matches that were replaced. */
	readonly count: number;
}

/** A line of the journal: a replacement, or that the new text of one is whole and about to be copied over the file. */
type Entry = Replacement | { readonly copies: number };

export function contentHash(...parts: readonly (Buffer | string)[]): string {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part);
	return hash.digest("base64url");
}

/**
 * Knows after a crash which files were replaced already, though no outcome says so: `a` would become `aaaa` where `aa`
 * was asked for. Each replacement is in a file of the run folder before it begins. (Written, not synced, like the
 * replaced files themselves: it survives a kill, and a power failure as far as they do.)
 */
export class ReplaceJournal {
	readonly #folder: string | undefined;
	readonly #earlier = new Map<number, Replacement>();
	#opening: Promise<void> | undefined;
	#number = 0;
	#file: number | undefined;
	#entries = 0;

	/** @param folder the run's; undefined where nothing is to outlive the process */
	constructor(folder: string | undefined) {
		this.#folder = folder;
	}

	/** Reads what an earlier process has left, finishes copies that it began, and removes its unfinished files. */
	open(): Promise<void> {
		this.#opening ??= this.#open();
		return this.#opening;
	}

	/** What an earlier process of this run was about to do with the item's file. */
	earlier(index: number): Replacement | undefined {
		return this.#earlier.get(index);
	}

	/** Call before `unfinished` is made. */
	begins(replacement: Replacement): void {
		this.#add(replacement);
	}

	/** Call when `unfinished` is whole, before it is copied over the file. */
	copies(index: number): void {
		this.#add({ copies: index });
	}

	close(): void {
		if (this.#file !== undefined) closeSync(this.#file);
		this.#file = undefined;
	}

	async #open(): Promise<void> {
		if (this.#folder === undefined) return;
		const copied = new Set<number>();
		for (const number of this.#numbers()) {
			for (const entry of entriesIn(this.#pathOf(number))) {
				if ("copies" in entry) copied.add(entry.copies);
				else this.#earlier.set(entry.index, entry);
			}
			this.#number = number + 1;
		}
		for (const { index, path, unfinished } of this.#earlier.values()) {
			// It is whole then, while the file may be half of it.
			if (copied.has(index)) await copyFile(unfinished, path).catch(ignoreMissing);
			await rm(unfinished, { force: true });
		}
	}

	#add(entry: Entry): void {
		if (this.#folder === undefined) return;
		if (this.#file === undefined || this.#entries >= entriesPerFile) this.#beginFile();
		writeSync(this.#file as number, `${JSON.stringify(entry)}\n`);
		this.#entries++;
	}

	#beginFile(): void {
		if (this.#file !== undefined) {
			this.close();
			for (const number of this.#numbers())
				if (number < this.#number - 1) rmSync(this.#pathOf(number), { force: true });
		}
		this.#file = openSync(this.#pathOf(this.#number++), "a", mode);
		this.#entries = 0;
	}

	/** Ascending. */
	#numbers(): readonly number[] {
		const names = readdirSync(this.#folder as string).flatMap(
			(name) => /^replaced-(\d+)\.jsonl$/.exec(name)?.[1] ?? [],
		);
		return names.map(Number).sort((a, b) => a - b);
	}

	#pathOf(number: number): string {
		return join(this.#folder as string, `replaced-${number}.jsonl`);
	}
}

/** A crash may have cut the last line: what it was about has not begun. */
function entriesIn(file: string): readonly Entry[] {
	const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
	return lines.map((line) => JSON.parse(line) as Entry);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
	if (error.code !== "ENOENT") throw error;
}
