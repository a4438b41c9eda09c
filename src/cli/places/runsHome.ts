import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../../base/usageError.ts";
import { isOurs, projectFolder, stateFolderName } from "../../store/files/projectFolder.ts";
import { shellWord } from "../terminal/shellWord.ts";
import { shortPath } from "../terminal/shortPath.ts";
import type { GlobalOptions } from "./host.ts";

/** Where runs are kept. */
export interface RunsHome {
	/** Absolute; holds a folder for each run. */
	readonly runsFolder: string;
	/** Absolute; undefined where the user has named another one. */
	readonly stateFolder: string | undefined;
	/** What the user adds to a command so that it finds the same runs: ` --state-dir …`, or nothing. */
	readonly option: string;
}

/**
 * @param start the job's folder, or the current one for a command without a job
 * @throws UsageError where runs would be kept in another user's folder
 */
export function runsHome({ stateDir }: GlobalOptions, start: string): RunsHome {
	const usual = usualHome(start);
	const folder = stateDir === undefined ? usual : resolve(stateDir);
	if (stateDir === undefined && existsSync(folder) && !isOurs(folder)) throw foreignError(folder);
	const option = folder === usualHome(process.cwd()) ? "" : ` --state-dir ${shellWord(shortPath(folder))}`;
	return { runsFolder: join(folder, "runs"), stateFolder: stateDir === undefined ? folder : undefined, option };
}

function usualHome(start: string): string {
	return join(projectFolder(start), stateFolderName);
}

function foreignError(folder: string): UsageError {
	return new UsageError({
		message: `${folder} belongs to another user: its runs are not used, and none are kept there.`,
		suggestion: "Name a folder of your own, or this one if you trust it: --state-dir FOLDER.",
	});
}
