import { existsSync, lstatSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

export const stateFolderName = ".batchline";

/** A project's root folder has one of these. Runs of another user make no project of ours. */
const marks: readonly ((folder: string) => boolean)[] = [
	(folder) => existsSync(join(folder, stateFolderName)) && isOurs(join(folder, stateFolderName)),
	(folder) => existsSync(join(folder, ".git")),
];

/**
 * The nearest folder, from `start` upwards, that has runs already or is the root of a repository; else `start` itself.
 * So a job finds its runs wherever it is started from, and `batchline runs` finds them all from anywhere in the project.
 * @param start absolute
 */
export function projectFolder(start: string): string {
	for (let folder = start; ; folder = dirname(folder)) {
		if (marks.some((isMarked) => isMarked(folder))) return folder;
		if (folder === dirname(folder)) return start;
	}
}

/**
 * Whether a folder, and the link that leads to it, belong to the user: whoever has made it could have put runs into it
 * that would do their work in our name. With sudo it may belong to the user behind it.
 */
export function isOurs(folder: string): boolean {
	const us = process.getuid?.();
	if (us === undefined) return true;
	const behind = us === 0 ? Number(process.env.SUDO_UID ?? us) : us;
	return [lstatSync(folder), statSync(folder)].every(({ uid }) => uid === us || uid === behind);
}
