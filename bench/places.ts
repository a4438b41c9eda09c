import { resolve } from "node:path";

/**
 * Absolute path of a file of the repository. Resolved from the working folder, which npm sets, as bundled code is not
 * where its source is.
 */
export function repositoryFile(...path: readonly string[]): string {
	return resolve(...path);
}

/** A plain script of bench/work, which a process of its own runs. */
export function workFile(name: string): string {
	return repositoryFile("bench", "work", name);
}
