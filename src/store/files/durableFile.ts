import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What a run folder and its files may be used by: the user alone, as items and results may be confidential. */
export const privateModes = { folder: 0o700, file: 0o600 } as const;

/** Creates the file, whole and on disk, or not at all. */
export function writeDurably(file: string, text: string): void {
	const unfinished = `${file}.new`;
	writeFileSync(unfinished, text, { mode: privateModes.file });
	renameDurably(unfinished, file);
}

/** Renames `unfinished` to `file` once its content is on disk. */
export function renameDurably(unfinished: string, file: string): void {
	flush(unfinished, "r+");
	renameSync(unfinished, file);
	flushFolder(dirname(file));
}

/** Makes sure that the names in a folder are on disk. Windows does so by itself, and cannot open folders. */
export function flushFolder(folder: string): void {
	if (process.platform !== "win32") flush(folder, "r");
}

function flush(path: string, flags: string): void {
	const handle = openSync(path, flags);
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
