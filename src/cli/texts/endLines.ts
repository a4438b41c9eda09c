import { isActive, isResumable } from "../../engine/model/runState.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import type { RunReader } from "../../store/runReader.ts";
import type { RunsHome } from "../places/runsHome.ts";
import { printable } from "../terminal/printable.ts";
import { shortPath } from "../terminal/shortPath.ts";
import { decideCommandLine, resumeCommandLine, retryCommandLine } from "./commandLines.ts";

export interface EndInfo {
	readonly reader: RunReader;
	readonly home: RunsHome;
	/** What the job's own `output` has written; absolute. */
	readonly outputFile: string | undefined;
	/** Absolute; undefined where none was written. */
	readonly report: string | undefined;
	/** Whether it is the run that its job goes on with by itself. */
	readonly isNewest: boolean;
}

/** Where a run's results lie, and what can be done next. */
export function endLines(info: EndInfo): readonly string[] {
	const { reader, outputFile, report } = info;
	const { results } = runFolderAt(reader.folder);
	return labelled([
		["Results", shortPath(results)],
		["", outputFile && shortPath(outputFile)],
		["Report", report && shortPath(report)],
		...nextSteps(info),
	]);
}

/** The command to go on with it, where there is something to go on with. */
export function nextLines(info: Pick<EndInfo, "reader" | "home" | "isNewest">): readonly string[] {
	return labelled(nextSteps(info));
}

type Line = readonly [label: string, text: string | undefined];

function nextSteps({ reader, home, isNewest }: Pick<EndInfo, "reader" | "home" | "isNewest">): readonly Line[] {
	const { info } = reader;
	const { state, counts } = reader.status();
	// Somebody is at it.
	if (isActive(state)) return [];
	const lines: Line[] = [];
	if (isResumable(state)) lines.push(["Resume", resumeCommandLine(info, home, isNewest)]);
	else if (counts.failed > 0) lines.push(["Retry", retryCommandLine(info, home)]);
	if (counts.interrupted > 0) lines.push(["In doubt", decideCommandLine(info, home)]);
	return lines;
}

function labelled(lines: readonly Line[]): readonly string[] {
	const told = lines.filter((line): line is readonly [string, string] => line[1] !== undefined);
	const width = Math.max(...told.map(([label]) => label.length));
	return told.map(([label, text]) => printable(`${label.padEnd(width)}  ${text}`));
}
