import { closeSync, existsSync, mkdirSync, openSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { SettingsError } from "../../base/settingsError.ts";
import type { Sink } from "../../engine/model/ports.ts";
import { claimOutput, type OutputWriter } from "../../store/database/locks/outputClaims.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import { RunReader } from "../../store/runReader.ts";
import { busyError } from "./outputs/claimedOutputs.ts";
import { endOfLines, endsAsResultsDo, holdsResults } from "./ownLines.ts";
import { isSameJob } from "./standing/jobIdentity.ts";

/** The run that is to write an output. */
export interface GuardedRun extends OutputWriter {
	/** It was never run before. */
	readonly isNew: boolean;
}

interface SinkOwner extends GuardedRun {
	readonly sinkId: string;
}

/**
 * The same sinks, but opening them takes the output for this run alone, and refuses one that is not its own: nothing
 * that somebody else has written is cut or written over.
 * @param file that the sinks write; undefined where they write none
 */
export function guardedSinks(sinks: readonly Sink[], file: string | undefined, run: GuardedRun): readonly Sink[] {
	if (file === undefined) return sinks;
	return sinks.map((sink) => ({
		id: sink.id,
		open: async (position) => sink.open(takeOutput(file, position, { ...run, sinkId: sink.id })),
		write: (lines) => sink.write(lines),
		close: () => sink.close(),
	}));
}

/** @returns where the run goes on. @throws SettingsError */
function takeOutput(file: string, position: number | undefined, run: SinkOwner): number | undefined {
	// Where nothing of it was committed, it begins as a new run does; a file that has to be there is not made.
	if (!position) makeWhereMissing(file);
	const stats = statsOf(file);
	// A device or a pipe belongs to nobody; what is missing, or cannot be reached, is reported when it is opened.
	if (!stats?.isFile()) return position;
	let begin = position;
	const busy = claimOutput(file, run, (last) => {
		if (position) begin = placeIn(file, position, run, last);
		else if (stats.size > 0) assertMayBeOverwritten(file, run, last);
	});
	if (busy) throw busyError(file, busy);
	return begin;
}

/** Without changing one that is there: only who has taken it may. */
function makeWhereMissing(file: string): void {
	try {
		mkdirSync(dirname(file), { recursive: true });
		if (!existsSync(file)) closeSync(openSync(file, "a"));
	} catch {
		// Opening it says why.
	}
}

function statsOf(file: string): Stats | undefined {
	try {
		return statSync(file);
	} catch {
		return undefined;
	}
}

/** Where a run goes on in what it has written. */
function placeIn(file: string, position: number, run: SinkOwner, last: OutputWriter | undefined): number {
	const isLast = !last || last.runId === run.runId;
	if (!isLast && last.originId !== run.originId) throw newerWriter(file, last);
	const { results } = runFolderAt(run.runFolder);
	// A shorter one is reported when it is opened.
	if (statSync(file).size >= position && !endsAsResultsDo(file, position, results)) {
		throw refusal(
			`${file} is not as the run left it: it was replaced or changed since.`,
			"Put it back as it was, or start a new run with an output of its own.",
		);
	}
	return isLast || countsIn(position, last, run.sinkId) ? position : endOfLines(file);
}

/** Whether the position is after what a retry of this run's failed items has written: it was entered here since. */
function countsIn(position: number, { runFolder }: OutputWriter, sinkId: string): boolean {
	if (!existsSync(runFolderAt(runFolder).database)) return false;
	const reader = new RunReader(runFolder);
	try {
		return position >= (reader.written().sinks[sinkId] ?? Infinity);
	} finally {
		reader.dispose();
	}
}

/** A new run overwrites what an earlier run of its job has written, and nothing else. */
function assertMayBeOverwritten(file: string, run: GuardedRun, last: OutputWriter | undefined): void {
	const suggestion = "Move it away, or give the results a file of their own.";
	const isOwn = last?.runId === run.runId;
	if (last && !isOwn) {
		if (!isSameJob(last, run)) assertNoJobsResults(file, last, suggestion);
		else if (!run.isNew && last.runId > run.runId) throw newerWriter(file, last);
	}
	// Somebody else may have written over it since.
	if (holdsResults(file, { mayBeCut: isOwn })) return;
	throw refusal(`${file} exists, and holds no results of this job; it would be overwritten.`, suggestion);
}

function assertNoJobsResults(file: string, { jobFile }: OutputWriter, suggestion: string): void {
	if (jobFile === undefined || !existsSync(jobFile)) return;
	throw refusal(`${file} holds the results of another job, ${jobFile}; they would be overwritten.`, suggestion);
}

function newerWriter(file: string, { runId, jobName }: OutputWriter): SettingsError {
	return refusal(
		`${file} was written by run ${runId} of ${jobName} since; this run would cut it.`,
		"Start a new run with an output of its own.",
	);
}

function refusal(message: string, suggestion: string): SettingsError {
	return new SettingsError(message, { path: [], suggestion });
}
