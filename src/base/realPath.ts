import { realpathSync } from "node:fs";

/** The path without links, in the case of the disk; the same one where nothing is there, or cannot be reached. */
export function realPath(path: string): string {
	try {
		return realpathSync.native(path);
	} catch {
		return path;
	}
}
