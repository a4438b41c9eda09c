import { readCommandLine } from "../../job/launch/runFiles.ts";
import type { RunInfo } from "../../store/database/run/runInfo.ts";
import type { RunReader } from "../../store/runReader.ts";
import type { RunsHome } from "../places/runsHome.ts";
import { programName } from "../terminal/programName.ts";
import { shellWord } from "../terminal/shellWord.ts";
import { shortPath } from "../terminal/shortPath.ts";

/** The command that tries a run's failed items again. */
export function retryCommandLine({ runId }: RunInfo, { option }: RunsHome): string {
	return `${programName()} retry ${runId}${option}`;
}

/** The command that shows what came out, item by item. */
export function resultsCommandLine({ runId }: Pick<RunInfo, "runId">, { option }: RunsHome): string {
	return `${programName()} results ${runId}${option}`;
}

/**
 * The command that resumes a run; undefined where its job has no file, and no command line that it was made from.
 * @param isNewest whether `run JOB` resumes it, without `--resume`
 */
export function resumeCommandLine(
	{ folder, info: { runId, jobFile } }: Pick<RunReader, "folder" | "info">,
	{ option, stateFolder }: RunsHome,
	isNewest: boolean,
): string | undefined {
	if (jobFile === undefined) return typedAgain(folder, option);
	const job = shellWord(shortPath(jobFile));
	// A job finds its own runs; only a folder that the user named has to be named again.
	const where = stateFolder === undefined ? option : "";
	return `${programName()} run ${job}${isNewest ? "" : ` --resume ${runId}`}${where}`;
}

function typedAgain(folder: string, option: string): string | undefined {
	const words = readCommandLine(folder);
	if (!words) return undefined;
	const input = words.some((word) => itemWords.test(word)) ? "" : "… | ";
	return `${input}${programName()} each${option} ${words.map((word) => shellWord(word)).join(" ")}`;
}

/** What says that items do not come from standard input. */
const itemWords = /^(?::::.?|--(?:files|lines|csv|jsonl|range)(?:=.*)?)$/;

/** The command that decides what becomes of a run's items in doubt. */
export function decideCommandLine(reader: Pick<RunReader, "folder" | "info">, home: RunsHome): string | undefined {
	if (reader.info.jobFile === undefined) return undefined;
	const resume = resumeCommandLine(reader, home, false);
	return resume && `${resume} --in-doubt retry (or skip, done, or a file with decisions)`;
}
