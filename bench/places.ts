import { resolve } from "node:path";

/**
 * Absolute path of a file of the repository. From the working folder, which npm sets, since bundled code lies elsewhere
 * than its source.
 */
export function repositoryFile(...path: readonly string[]): string {
	return resolve(...path);
}

/** A plain script of bench/work, which a process of its own runs. */
export function workFile(name: string): string {
	return repositoryFile("bench", "work", name);
}
