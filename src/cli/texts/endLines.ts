import { isActive, isResumable } from "../../engine/model/runState.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import type { RunReader } from "../../store/runReader.ts";
import type { RunsHome } from "../places/runsHome.ts";
import { printable } from "../terminal/printable.ts";
import { shortPath } from "../terminal/shortPath.ts";
import { decideCommandLine, resultsCommandLine, resumeCommandLine, retryCommandLine } from "./commandLines.ts";

export interface EndInfo {
	readonly reader: RunReader;
	readonly home: RunsHome;
	/** What the job's own `output` has written; absolute. */
	readonly outputFiles: readonly string[];
	/** Absolute; undefined where none was written. */
	readonly report: string | undefined;
	/** Whether `run JOB` resumes it, without `--resume`. */
	readonly isNewest: boolean;
}

/** Where a run's results are, and what can be done next. */
export function endLines(info: EndInfo): readonly string[] {
	const { reader, outputFiles, report } = info;
	const { results } = runFolderAt(reader.folder);
	return labelled([
		["Results", shortPath(results)],
		...outputFiles.map((file): Line => ["", shortPath(file)]),
		["Table", resultsCommandLine(reader.info, info.home)],
		["Report", report && shortPath(report)],
		...nextSteps(info),
	]);
}

/** The commands for what can be done next; none where nothing is left to do. */
export function nextLines(info: Pick<EndInfo, "reader" | "home" | "isNewest">): readonly string[] {
	return labelled(nextSteps(info));
}

type Line = readonly [label: string, text: string | undefined];

function nextSteps({ reader, home, isNewest }: Pick<EndInfo, "reader" | "home" | "isNewest">): readonly Line[] {
	const { info } = reader;
	const { state, counts } = reader.status();
	// A process is running it.
	if (isActive(state)) return [];
	const lines: Line[] = [];
	if (isResumable(state)) lines.push(["Resume", resumeCommandLine(reader, home, isNewest)]);
	else if (counts.failed > 0) lines.push(["Retry", retryCommandLine(info, home)]);
	else if (counts.rejected > 0) lines.push(["Retry", `${retryCommandLine(info, home)} --skipped`]);
	if (counts.interrupted > 0) lines.push(["In doubt", decideCommandLine(reader, home)]);
	return lines;
}

function labelled(lines: readonly Line[]): readonly string[] {
	const shown = lines.filter((line): line is readonly [string, string] => line[1] !== undefined);
	const width = Math.max(...shown.map(([label]) => label.length));
	return shown.map(([label, text]) => printable(`${label.padEnd(width)}  ${text}`));
}
