import { isActive, isResumable } from "../../engine/model/runState.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import type { RunReader } from "../../store/runReader.ts";
import type { RunPlace } from "../places/runPlace.ts";
import { printable } from "../terminal/printable.ts";
import { shortPath } from "../terminal/shortPath.ts";
import { decideCommandLine, resumeCommandLine, retryCommandLine } from "./commandLines.ts";

export interface EndInfo {
	readonly reader: RunReader;
	readonly place: RunPlace;
	/** What the job's own `output` has written; absolute. */
	readonly outputFile: string | undefined;
	/** Absolute; undefined where none was written. */
	readonly report: string | undefined;
	/** Whether it is the run that its job goes on with by itself. */
	readonly isNewest: boolean;
}

/** Where a run's results lie, and what can be done next. */
export function endLines(facts: EndInfo): readonly string[] {
	const { reader, outputFile, report } = facts;
	const { results } = runFolderAt(reader.folder);
	return labelled([
		["Results", shortPath(results)],
		["", outputFile && shortPath(outputFile)],
		["Report", report && shortPath(report)],
		...nextSteps(facts),
	]);
}

/** The command to go on with it, where there is something to go on with. */
export function nextLines(facts: Pick<EndInfo, "reader" | "place" | "isNewest">): readonly string[] {
	return labelled(nextSteps(facts));
}

type Line = readonly [label: string, text: string | undefined];

function nextSteps({ reader, place, isNewest }: Pick<EndInfo, "reader" | "place" | "isNewest">): readonly Line[] {
	const { info } = reader;
	const { state, counts } = reader.status();
	// Somebody is at it.
	if (isActive(state)) return [];
	const lines: Line[] = [];
	if (isResumable(state)) lines.push(["Resume", resumeCommandLine(info, place, isNewest)]);
	else if (counts.failed > 0) lines.push(["Retry", retryCommandLine(info, place)]);
	if (counts.interrupted > 0) lines.push(["In doubt", decideCommandLine(info, place)]);
	return lines;
}

function labelled(lines: readonly Line[]): readonly string[] {
	const told = lines.filter((line): line is readonly [string, string] => line[1] !== undefined);
	const width = Math.max(...told.map(([label]) => label.length));
	return told.map(([label, text]) => printable(`${label.padEnd(width)}  ${text}`));
}
