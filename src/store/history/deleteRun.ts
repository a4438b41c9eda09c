import { existsSync, readdirSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Lease } from "../database/locks/lease.ts";
import { goingFolder, holdsRun, isGoing } from "../files/runFolder.ts";

/**
 * Deletes a run, or leaves it whole: its folder gets another name first, which no list takes for a run. What is left
 * when the process is killed is cleared by the next deletion. Dispose readers of the run first, as Windows neither
 * renames nor deletes what is open.
 * @throws RunBusyError while it is being run
 */
export async function deleteRun(folder: string): Promise<void> {
	if (!holdsRun(folder)) throw new Error(`${folder} holds no run.`);
	const going = goingFolder(folder);
	await clearDeleted(dirname(folder));
	// The lease keeps others from starting the run. On Windows its own file would keep the folder from being renamed.
	const lease = Lease.take(folder);
	try {
		if (process.platform !== "win32") renameSync(folder, going);
	} finally {
		lease.dispose();
	}
	if (process.platform === "win32") renameSync(folder, going);
	await remove(going);
}

/** Clears what deletions have left that were killed midway. Another process may be at it, too. */
export async function clearDeleted(runsFolder: string): Promise<void> {
	if (!existsSync(runsFolder)) return;
	for (const { name } of readdirSync(runsFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
		if (isGoing(name)) await remove(join(runsFolder, name));
}

function remove(folder: string): Promise<void> {
	return rm(folder, { recursive: true, force: true });
}
