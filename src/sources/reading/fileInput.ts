import type { Stats } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { SettingsError } from "../../base/settingsError.ts";
import { blockBytes, type Input } from "./input.ts";
import { missingPathError } from "./missingPath.ts";

/** Several blocks at once, as each read waits for a thread of the pool. */
const readBytes = 8 * blockBytes;

/**
 * Makes sure that the file can be read.
 * @param path absolute, or relative to the base folder
 * @param settingsPath where the settings name it
 * @throws SettingsError with the absolute path that was looked at
 */
export async function fileInput(
	path: string,
	baseFolder: string,
	settingsPath: readonly (string | number)[],
): Promise<Input> {
	const file = resolve(baseFolder, path);
	const { size: sizeBytes, mtimeMs: modifiedMs } = await checkFile(file, settingsPath);
	return {
		label: path,
		file,
		firstLine: 1,
		sizeBytes,
		modifiedMs,
		settingsPath,
		async *blocks(signal, from = 0) {
			if (signal.aborted) return;
			const handle = await open(file);
			try {
				const buffer = Buffer.allocUnsafeSlow(readBytes);
				for (let position = from; !signal.aborted; ) {
					const { bytesRead } = await handle.read(buffer, 0, readBytes, position);
					if (bytesRead === 0) return;
					position += bytesRead;
					for (let start = 0; start < bytesRead && !signal.aborted; start += blockBytes) {
						yield buffer.subarray(start, Math.min(start + blockBytes, bytesRead));
					}
				}
			} finally {
				await handle.close();
			}
		},
	};
}

async function checkFile(file: string, path: readonly (string | number)[]): Promise<Stats> {
	const handle = await open(file).catch(async (cause: NodeJS.ErrnoException) => {
		throw await readError(file, path, cause);
	});
	try {
		const stats = await handle.stat();
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
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
		if (bytesRead === 2 && isUtf16Mark(buffer)) {
			throw new SettingsError(`${file} is in UTF-16; expected UTF-8.`, { path, suggestion: "Save it as UTF-8." });
		}
		return stats;
	} finally {
		await handle.close();
	}
}

/** What some spreadsheets write as "Unicode text". */
function isUtf16Mark(buffer: Buffer): boolean {
	const mark = buffer.readUInt16BE(0);
	return mark === 0xfffe || mark === 0xfeff;
}

async function readError(
	file: string,
	path: readonly (string | number)[],
	cause: NodeJS.ErrnoException,
): Promise<SettingsError> {
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
