import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export const stateFolderName = ".batchline";

/** A project's root folder has one of these. */
const marks = [stateFolderName, ".git"];

/**
 * The nearest folder, from `start` upwards, that has runs already or is the root of a repository; else `start` itself.
 * So a job finds its runs wherever it is started from, and `batchline runs` finds them all from anywhere in the project.
 * @param start absolute
 */
export function projectFolder(start: string): string {
	for (let folder = start; ; folder = dirname(folder)) {
		if (marks.some((mark) => existsSync(join(folder, mark)))) return folder;
		if (folder === dirname(folder)) return start;
	}
}
