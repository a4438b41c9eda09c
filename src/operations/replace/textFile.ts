import { randomUUID } from "node:crypto";
import { closeSync, constants, fstatSync, open as openCallback, read as readCallback, type Stats } from "node:fs";
import { copyFile, type FileHandle, open, realpath, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { formatCount } from "../../base/format.ts";
import { OperationError } from "../../engine/model/errorCategory.ts";

const openDescriptor = promisify(openCallback);
const readDescriptor = promisify(readCallback);

/** Larger files are hardly text to replace words in; besides, a JavaScript string ends at 512 Mi units. */
const maxBytes = 256 * 1024 * 1024;
/** A pipe is opened without waiting for a writer, and then found not to be a file. */
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export interface TextFile {
	/** Where it is replaced, with links resolved. */
	readonly path: string;
	readonly bytes: Buffer;
	/** From when it was read. */
	readonly stats: Stats;
}

/** @throws OperationError if it is not a file or too large; what the system throws, if it cannot be read */
export async function readTextFile(path: string): Promise<TextFile> {
	const { descriptor, target } = await openToRead(path);
	try {
		const stats = fstatSync(descriptor);
		if (!stats.isFile()) throw new OperationError(`${path} is no file.`, { category: "fail" });
		if (stats.size > maxBytes) {
			const message = `${path} has ${formatCount(stats.size)} bytes; replacing takes at most ${formatCount(maxBytes)}.`;
			throw new OperationError(message, { category: "fail" });
		}
		return { path: target, bytes: await readAll(descriptor, stats.size), stats };
	} finally {
		// Synchronous, as closing does not block after reading: that saves a trip to the thread pool.
		closeSync(descriptor);
	}
}

/** Resolves a link only if there is one, which saves a trip to the thread pool for all other files. */
async function openToRead(path: string): Promise<{ readonly descriptor: number; readonly target: string }> {
	const { O_NOFOLLOW } = constants;
	if (O_NOFOLLOW !== undefined) {
		try {
			return { descriptor: await openDescriptor(path, readFlags | O_NOFOLLOW), target: path };
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ELOOP") throw error;
		}
	}
	const target = await realpath(path);
	return { descriptor: await openDescriptor(target, readFlags), target };
}

async function readAll(descriptor: number, size: number): Promise<Buffer> {
	const bytes = Buffer.allocUnsafe(size);
	let read = 0;
	while (read < size) {
		const { bytesRead } = await readDescriptor(descriptor, bytes, read, size - read, null);
		if (bytesRead === 0) break;
		read += bytesRead;
	}
	return bytes.subarray(0, read);
}

/** What is told while a file is being replaced, so that a crash can be mended. */
export interface ReplaceSteps {
	/** The new text is about to be written to this path. */
	begins(unfinished: string): void;
	/** The new text is there as a whole, and about to be copied over the file. */
	copies(): void;
}

/**
 * Replaces the file by a new one with that text in one step: readers find one of the two and nothing in between, even
 * if we are killed meanwhile. What a link leads to is replaced, not the link. A file with several names is written in
 * place, as it would fall apart otherwise: that takes two steps.
 *
 * Not synced, like sed and most formatters: with a sync, small files take 1.6 times as long here, and ten times on slow
 * disks. After a power failure, the files of the last seconds are the old or the new ones on file systems that write
 * data before a rename replaces another file (ext4, btrfs, ZFS); elsewhere they may be empty.
 */
export async function replaceTextFile(file: TextFile, text: string, steps: ReplaceSteps): Promise<void> {
	const { path, stats } = file;
	const unfinished = join(dirname(path), `.batchline-${randomUUID()}`);
	steps.begins(unfinished);
	const handle = await open(unfinished, "wx", stats.mode);
	try {
		try {
			await handle.writeFile(text);
			await keepOwnerAndMode(handle, stats);
		} finally {
			await handle.close();
		}
		if (stats.nlink > 1) await copyOver(file, unfinished, steps);
		else await rename(unfinished, path);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw error;
	}
}

/** A rename would leave the file's other names with the old content. */
async function copyOver({ path }: TextFile, unfinished: string, steps: ReplaceSteps): Promise<void> {
	steps.copies();
	await copyFile(unfinished, path);
	await rm(unfinished, { force: true });
}

/** The umask may have reduced the mode, and a new file belongs to whoever creates it. */
async function keepOwnerAndMode(handle: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
	const made = fstatSync(handle.fd);
	if (made.uid !== uid || made.gid !== gid) {
		await handle.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
			// Only root may give files away. Whoever may write to the folder may still replace its files.
			if (error.code !== "EPERM") throw error;
		});
	}
	if (made.mode !== mode) await handle.chmod(mode & 0o7777);
}
