import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SettingsError } from "../../base/settingsError.ts";
import { outputIsPipe, outputOpenError } from "../outputOpenError.ts";

/** Written at a time, UTF-16 units. */
const blockLength = 262_144;

/** An output that is being written, under another name. */
export class UnfinishedFile {
	/** Absolute. */
	readonly path: string;
	readonly #file: string;
	readonly #handle: FileHandle;
	readonly #mayRestart: boolean;
	#texts: string[] = [];
	#length = 0;
	#hash = createHash("sha256");

	constructor(handle: FileHandle, path: string, file: string) {
		this.#handle = handle;
		this.path = path;
		this.#file = file;
		this.#mayRestart = path !== file;
	}

	/** @throws SettingsError on a full disk */
	async write(text: string): Promise<void> {
		this.#texts.push(text);
		this.#length += text.length;
		if (this.#length >= blockLength) await this.#flush();
	}

	/** Throws away what was written. */
	async restart(): Promise<void> {
		this.#texts = [];
		this.#length = 0;
		this.#hash = createHash("sha256");
		if (this.#mayRestart) await this.#handle.truncate(0);
	}

	/** Brings all of it to the disk. @returns the digest of its content */
	async finish(): Promise<string> {
		await this.#flush();
		if (this.#mayRestart) await this.#handle.sync();
		return this.#hash.digest("hex");
	}

	async #flush(): Promise<void> {
		const bytes = Buffer.from(this.#texts.join(""));
		this.#texts = [];
		this.#length = 0;
		this.#hash.update(bytes);
		try {
			// In append mode: after a restart it begins at the file's new end.
			for (let done = 0; done < bytes.length; ) done += (await this.#handle.write(bytes, done)).bytesWritten;
		} catch (error) {
			const { message } = error as Error;
			throw new SettingsError(`${this.#file} could not be written: ${message}.`, { path: [], cause: error });
		}
	}
}

/** The name of an output while it is being written: hidden, in the same folder, and the same at each attempt. */
export function unfinishedPath(file: string): string {
	return join(dirname(file), `.${basename(file)}.unfinished`);
}

/**
 * Shows that a file can be written, and makes its folder; it is not touched itself.
 * @param name absolute, as the user has it
 * @param file where links lead from there
 * @throws SettingsError
 */
export async function assertWritable(name: string, file: string): Promise<void> {
	const unfinished = unfinishedPath(file);
	try {
		const stats = await stat(name).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== "ENOENT") throw error;
			return undefined;
		});
		if (stats?.isDirectory()) throw Object.assign(new Error("It is a folder."), { code: "EISDIR" });
		if (stats?.isFIFO() || stats?.isSocket()) throw outputIsPipe(name);
		if (stats && !stats.isFile()) return;
		if (stats) await (await open(file, "r+")).close();
		// Not where a link leads: a folder that is missing there may be on a disk that is not there.
		await mkdir(dirname(name), { recursive: true });
		await (await open(unfinished, "w")).close();
		await rm(unfinished);
	} catch (error) {
		throw error instanceof SettingsError ? error : outputOpenError(name, error as NodeJS.ErrnoException, true);
	}
}

/**
 * Writes a file as a whole: it is written under another name, brought to the disk, and takes the file's place in one
 * step, with its mode and owner.
 * @param file absolute, no link
 * @param beforeRename is told the digest of what takes the file's place
 * @throws SettingsError; the file is as it was then
 */
export async function replaceFile<T>(
	file: string,
	fill: (unfinished: UnfinishedFile) => Promise<T>,
	beforeRename: (digest: string) => void | Promise<void>,
): Promise<T> {
	const before = await stat(file).catch(() => undefined);
	// A device has no place that something could take.
	const isDevice = before !== undefined && !before.isFile();
	const path = isDevice ? file : unfinishedPath(file);
	await mkdir(dirname(file), { recursive: true });
	if (!isDevice) await rm(path, { force: true });
	const handle = await open(path, isDevice ? "w" : "ax", before && !isDevice ? before.mode : 0o666).catch(
		(error: NodeJS.ErrnoException) => {
			throw outputOpenError(file, error, true);
		},
	);
	try {
		const unfinished = new UnfinishedFile(handle, path, file);
		let filled: T;
		try {
			filled = await fill(unfinished);
			const digest = await unfinished.finish();
			if (before && !isDevice) await keepOwnerAndMode(handle, before);
			if (!isDevice) await beforeRename(digest);
		} finally {
			await handle.close();
		}
		if (!isDevice) await takePlace(path, file);
		return filled;
	} catch (error) {
		if (!isDevice) await rm(path, { force: true });
		throw error;
	}
}

async function takePlace(unfinished: string, file: string): Promise<void> {
	try {
		await rename(unfinished, file);
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const suggestion =
			process.platform === "win32"
				? "If another program has it open, such as a spreadsheet, close it there."
				: undefined;
		throw new SettingsError(`${file} could not be replaced: ${message} (${code}).`, {
			path: [],
			suggestion,
			cause: error,
		});
	}
	// The new name is on disk with it; Windows does so by itself, and cannot open folders.
	if (process.platform === "win32") return;
	const folder = await open(dirname(file), "r");
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}

/** The umask may have reduced the mode, and a new file belongs to whoever creates it. */
async function keepOwnerAndMode(handle: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
	const made = await handle.stat();
	if (made.uid !== uid || made.gid !== gid) {
		await handle.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
			// Only root may give files away.
			if (error.code !== "EPERM") throw error;
		});
	}
	if (made.mode !== mode) await handle.chmod(mode & 0o7777);
}
