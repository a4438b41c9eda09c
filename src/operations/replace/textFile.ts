import { randomUUID } from "node:crypto";
import { closeSync, constants, fstatSync, open as openCallback, read as readCallback, type Stats } from "node:fs";
import { type FileHandle, open, realpath, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { formatCount } from "../../base/format.ts";
import { RenderError } from "../../templates/renderError.ts";

const openDescriptor = promisify(openCallback);
const readDescriptor = promisify(readCallback);

/** What is larger is no text that somebody replaces words in; a JavaScript string ends at 512 Mi units. */
const maxBytes = 256 * 1024 * 1024;
/** A pipe is opened without waiting for somebody to write into it, and then found to be no file. */
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export interface TextFile {
	/** What it is replaced at: no link. */
	readonly path: string;
	readonly bytes: Buffer;
	/** As it was read. */
	readonly stats: Stats;
}

/** @throws RenderError for what is no file or too large; what the system throws, for what cannot be read */
export async function readTextFile(path: string): Promise<TextFile> {
	const { descriptor, target } = await openToRead(path);
	try {
		const stats = fstatSync(descriptor);
		if (!stats.isFile()) throw new RenderError(`${path} is no file.`, undefined, { path: [] });
		if (stats.size > maxBytes) {
			const message = `The file has ${formatCount(stats.size)} bytes; replacing takes at most ${formatCount(maxBytes)}.`;
			throw new RenderError(message, undefined, { path: [] });
		}
		return { path: target, bytes: await readAll(descriptor, stats.size), stats };
	} finally {
		// After reading there is nothing to wait for: this is one trip to the thread pool less.
		closeSync(descriptor);
	}
}

/** What a link leads to is looked up only where there is one: that is one trip to the thread pool less. */
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

/**
 * Puts a new file with that text in the place of the old one, in one step: who reads it meanwhile, or after we were
 * killed, finds one of the two and nothing between. What a link leads to is replaced, not the link.
 *
 * Not synced, as by sed and most formatters: small files would take 1.6 times as long here, and ten times on slow
 * disks. When the power fails, the last seconds' files are the old or the new ones on file systems that write data
 * out before a rename takes another file's place (ext4, btrfs, ZFS); elsewhere they may be empty.
 */
export async function replaceTextFile({ path, stats }: TextFile, text: string): Promise<void> {
	const unfinished = join(dirname(path), `.batchline-${randomUUID()}`);
	const handle = await open(unfinished, "wx", stats.mode);
	try {
		try {
			await handle.writeFile(text);
			await keepOwnerAndMode(handle, stats);
		} finally {
			await handle.close();
		}
		await rename(unfinished, path);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw error;
	}
}

/** The system may have taken something off the mode (umask), and gives a new file to whoever makes it. */
async function keepOwnerAndMode(handle: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
	const made = fstatSync(handle.fd);
	if (made.uid !== uid || made.gid !== gid) {
		await handle.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
			// Only root may give files away. Who may write to the folder may still replace what is in it.
			if (error.code !== "EPERM") throw error;
		});
	}
	if (made.mode !== mode) await handle.chmod(mode & 0o7777);
}
