import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { type FileHandle, open, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SettingsError } from "../../../base/settingsError.ts";
import type { Fill, Spool } from "../../../sources/reading/spool.ts";
import { privateModes, renameDurably } from "../../../store/files/durableFile.ts";

/** Keeps what can be read only once in a run's folder: `items-1.spool`, `items-2.spool` and so on. */
export class RunSpool implements Spool {
	readonly isResumed: boolean;
	readonly #folder: string;
	#count = 0;
	/** The first folder that had to be made. */
	#made: string | undefined;
	#isUsed = false;

	/** @param folder absolute; made when there is something to keep */
	constructor(folder: string, { isResumed }: Pick<Spool, "isResumed">) {
		this.#folder = folder;
		this.isResumed = isResumed;
	}

	async file(fill: Fill): Promise<string> {
		const file = this.growing();
		if (existsSync(file)) {
			this.#isUsed = true;
			return file;
		}
		await fillDurably(file, this.#folder, fill);
		return file;
	}

	growing(): string {
		const file = spoolFile(this.#folder, ++this.#count);
		this.#made ??= mkdirSync(this.#folder, { recursive: true, mode: privateModes.folder });
		return file;
	}

	/** Whether items are read from what was kept before. */
	get isUsed(): boolean {
		return this.#isUsed;
	}

	/** The run does not come about: leaves nothing behind. */
	async discard(): Promise<void> {
		if (this.#made === undefined) return;
		await rm(this.#folder, { recursive: true, force: true });
		try {
			// Not what others have put something into meanwhile.
			for (let at = dirname(this.#folder); at.startsWith(this.#made); at = dirname(at)) await rmdir(at);
		} catch {
			// Then it stays.
		}
	}
}

/** The same for what looks at the items only: nothing is kept longer than that. */
export class PassingSpool implements Spool {
	readonly isResumed = false;
	#folder: string | undefined;
	#count = 0;

	async file(fill: Fill): Promise<string> {
		const file = this.growing();
		await fillDurably(file, dirname(file), fill);
		return file;
	}

	growing(): string {
		this.#folder ??= mkdtempSync(join(tmpdir(), "batchline-items-"));
		return spoolFile(this.#folder, ++this.#count);
	}

	async dispose(): Promise<void> {
		if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
	}
}

/** Where a run keeps what it has read first. @param folder of the run */
export function firstSpoolFile(folder: string): string {
	return spoolFile(folder, 1);
}

function spoolFile(folder: string, number: number): string {
	return join(folder, `items-${number}.spool`);
}

/** Creates the file, whole and on disk, or not at all. */
async function fillDurably(file: string, folder: string, fill: Fill): Promise<void> {
	const unfinished = `${file}.new`;
	try {
		const handle = await open(unfinished, "w", privateModes.file);
		try {
			await fill((bytes) => written(handle, bytes, folder));
		} finally {
			await handle.close();
		}
		renameDurably(unfinished, file);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw error;
	}
}

/** @throws SettingsError where the disk takes no more */
async function written(handle: FileHandle, bytes: Buffer, folder: string): Promise<void> {
	try {
		await handle.writeFile(bytes);
	} catch (error) {
		const message = `What the items are made of cannot be kept in ${folder}: ${(error as Error).message}`;
		throw new SettingsError(message, { path: [], cause: error });
	}
}
