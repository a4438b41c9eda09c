import { join, resolve } from "node:path";
import { shellWord } from "../terminal/shellWord.ts";
import { shortPath } from "../terminal/shortPath.ts";
import type { GlobalOptions } from "./host.ts";
import { projectFolder, stateFolderName } from "./projectFolder.ts";

/** Where runs are kept. */
export interface RunsHome {
	/** Absolute; holds a folder for each run. */
	readonly runsFolder: string;
	/** Absolute; undefined where the user has named another one. */
	readonly stateFolder: string | undefined;
	/** What the user adds to a command so that it finds the same runs: ` --state-dir …`, or nothing. */
	readonly option: string;
}

/** @param start the job's folder, or the current one for a command without a job */
export function runsHome({ stateDir }: GlobalOptions, start: string): RunsHome {
	const usual = usualHome(start);
	const folder = stateDir === undefined ? usual : resolve(stateDir);
	const option = folder === usualHome(process.cwd()) ? "" : ` --state-dir ${shellWord(shortPath(folder))}`;
	return { runsFolder: join(folder, "runs"), stateFolder: stateDir === undefined ? folder : undefined, option };
}

function usualHome(start: string): string {
	return join(projectFolder(start), stateFolderName);
}
