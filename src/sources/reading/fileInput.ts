import type { Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { SettingsError } from "../../base/settingsError.ts";
import { decoded, encodingName } from "./encoding.ts";
import { bytesFrom, fileBytes, unpackedBytes } from "./fileBytes.ts";
import { binaryFormat, headBytes, isGzip, utf16Of } from "./fileFormat.ts";
import type { Input } from "./input.ts";
import { missingPathError } from "./missingPath.ts";

type SettingsPath = readonly (string | number)[];

export interface FilePlace {
	/** Relative paths start here. */
	readonly baseFolder: string;
	/** Where the settings name it. */
	readonly settingsPath: SettingsPath;
	/** As the settings have it; default: UTF-8. */
	readonly encoding?: string | undefined;
	/** What it is called, where its path says nothing: `standard input`. */
	readonly name?: string | undefined;
	/** Whether it may hold NULs: then nothing is told by them. */
	readonly hasNuls?: boolean | undefined;
}

/** What is known of a file before it is read. */
interface FileFacts {
	/** On the disk. */
	readonly sizeBytes: number;
	readonly modifiedMs: number;
	readonly isGzip: boolean;
	/** About, if it is packed. */
	readonly unpackedBytes: number;
}

/**
 * Makes sure that the file can be read, and is text.
 * @param path absolute, or relative to the base folder
 * @throws SettingsError with the absolute path that was looked at
 */
export async function fileInput(path: string, place: FilePlace): Promise<Input> {
	const { baseFolder, settingsPath, encoding, hasNuls } = place;
	const file = resolve(baseFolder, path);
	const name = encodingName(encoding);
	const facts = await checkFile(file, settingsPath);
	if (!hasNuls) await checkText(file, { isPacked: facts.isGzip, name, path: settingsPath, shown: place.name });
	return {
		label: place.name ?? path,
		file,
		firstLine: 1,
		sizeBytes: name?.startsWith("utf-16") ? Math.ceil(facts.unpackedBytes / 2) : facts.unpackedBytes,
		isSizeExact: !facts.isGzip && name === undefined,
		modifiedMs: facts.modifiedMs,
		encoding: name,
		settingsPath,
		blocks(signal, from = 0) {
			if (!facts.isGzip && name === undefined) return fileBytes(file, signal, from);
			const bytes = facts.isGzip ? unpacked(file, signal, settingsPath) : fileBytes(file, signal, 0);
			return bytesFrom(name === undefined ? bytes : decoded(bytes, name), from);
		},
	};
}

async function checkFile(file: string, path: SettingsPath): Promise<FileFacts> {
	// Opening a pipe would wait for somebody who writes to it, and nothing could end that.
	const stats = await statsOf(file, path);
	if (stats.isDirectory()) {
		throw new SettingsError(`${file} is a folder; expected a file.`, {
			path,
			suggestion: 'To work on the files in it, use "files".',
		});
	}
	if (!stats.isFile()) {
		throw new SettingsError(`${file} is no regular file, so it could not be read again when a run is resumed.`, {
			path,
			suggestion: "Write what comes out of it to a file first.",
		});
	}
	const handle = await open(file).catch((error: NodeJS.ErrnoException) => failed(file, path, error));
	try {
		const { size: sizeBytes, mtimeMs: modifiedMs } = stats;
		const isPacked = isGzip(await readAt(handle, 0, 2));
		const size = isPacked ? await unpackedSize(handle, sizeBytes) : sizeBytes;
		return { sizeBytes, modifiedMs, isGzip: isPacked, unpackedBytes: size };
	} finally {
		await handle.close();
	}
}

/** As gzip's last bytes say, modulo 2^32, and only of the last of several parts. */
async function unpackedSize(handle: FileHandle, sizeBytes: number): Promise<number> {
	const end = await readAt(handle, Math.max(0, sizeBytes - 4), 4);
	const said = end.length === 4 ? end.readUInt32LE(0) : 0;
	return Math.max(said, sizeBytes);
}

async function readAt(handle: FileHandle, position: number, size: number): Promise<Buffer> {
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, position);
	return buffer.subarray(0, bytesRead);
}

interface TextFacts {
	readonly isPacked: boolean;
	/** Of the encoding. */
	readonly name: string | undefined;
	readonly path: SettingsPath;
	readonly shown: string | undefined;
}

/** @throws SettingsError if the file's beginning is no text in the encoding */
async function checkText(file: string, { isPacked, name, path, shown }: TextFacts): Promise<void> {
	const { signal } = new AbortController();
	let head = Buffer.alloc(0);
	for await (const block of isPacked ? unpacked(file, signal, path) : fileBytes(file, signal, 0)) {
		head = Buffer.from(block.subarray(0, headBytes));
		break;
	}
	const binary = binaryFormat(head);
	const subject = shown === undefined ? file : shown.charAt(0).toUpperCase() + shown.slice(1);
	if (binary) throw new SettingsError(`${subject} is ${binary.is}.`, { path, suggestion: binary.advice });
	const utf16 = utf16Of(head);
	if (utf16 && utf16 !== name) {
		throw new SettingsError(
			`${subject} is in UTF-16 (${utf16.slice(-2).toUpperCase()}); expected ${name ?? "UTF-8"}.`,
			{
				path,
				suggestion: `Save it as UTF-8, or set "encoding": "${utf16}".`,
			},
		);
	}
}

async function* unpacked(file: string, signal: AbortSignal, path: SettingsPath): AsyncIterable<Buffer> {
	try {
		yield* unpackedBytes(file, signal);
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (!code?.startsWith("Z_")) throw error;
		throw new SettingsError(`${file} cannot be unpacked: ${message}.`, {
			path,
			suggestion: "It is cut or damaged. Get it again.",
			cause: error,
		});
	}
}

/** @throws SettingsError where there is no such file, or nobody may see it */
export function statsOf(file: string, path: SettingsPath): Promise<Stats> {
	return stat(file).catch((error: NodeJS.ErrnoException) => failed(file, path, error));
}

async function failed(file: string, path: SettingsPath, cause: NodeJS.ErrnoException): Promise<never> {
	throw await readError(file, path, cause);
}

async function readError(file: string, path: SettingsPath, cause: NodeJS.ErrnoException): Promise<SettingsError> {
	if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return missingPathError(file, path, cause);
	if (cause.code === "EACCES" || cause.code === "EPERM") {
		return new SettingsError(`${file} may not be read (${cause.code}).`, {
			path,
			suggestion: "Give yourself the right to read it.",
			cause,
		});
	}
	return new SettingsError(`${file} could not be read: ${cause.message}.`, { path, cause });
}
