import type { RunInfo } from "../../store/database/runInfo.ts";
import type { RunsHome } from "../places/runsHome.ts";
import { programName } from "../terminal/programName.ts";
import { shellWord } from "../terminal/shellWord.ts";
import { shortPath } from "../terminal/shortPath.ts";

/** The command that tries a run's failed items again. */
export function retryCommandLine({ runId }: RunInfo, { option }: RunsHome): string {
	return `${programName()} retry ${runId}${option}`;
}

/** The command that shows what came out, item by item. */
export function resultsCommandLine({ runId }: RunInfo, { option }: RunsHome): string {
	return `${programName()} results ${runId}${option}`;
}

/**
 * The command that resumes a run; undefined where its job has no file.
 * @param isNewest whether `run JOB` resumes it, without `--resume`
 */
export function resumeCommandLine(
	{ runId, jobFile }: RunInfo,
	{ option, stateFolder }: RunsHome,
	isNewest: boolean,
): string | undefined {
	if (jobFile === undefined) return undefined;
	const job = shellWord(shortPath(jobFile));
	// A job finds its own runs; only a folder that the user named has to be named again.
	const where = stateFolder === undefined ? option : "";
	return `${programName()} run ${job}${isNewest ? "" : ` --resume ${runId}`}${where}`;
}

/** The command that decides what becomes of a run's items in doubt. */
export function decideCommandLine(info: RunInfo, home: RunsHome): string | undefined {
	const resume = resumeCommandLine(info, home, false);
	return resume && `${resume} --in-doubt retry (or skip, done, or a file with decisions)`;
}
