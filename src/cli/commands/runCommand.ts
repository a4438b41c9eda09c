import { dirname, resolve } from "node:path";
import { systemClock } from "../../base/clock.ts";
import { formatCount, formatCountOf } from "../../base/format.ts";
import { UsageError } from "../../base/usageError.ts";
import { settledCount } from "../../engine/model/counts.ts";
import type { Job } from "../../job/file/job.ts";
import { readJobFile } from "../../job/file/readJob.ts";
import { type Launched, resumeRun } from "../../job/launch/launch.ts";
import type { InDoubtChoice, ResumeOptions } from "../../job/launch/launchOptions.ts";
import { StandingError } from "../../job/launch/standing/standingError.ts";
import { type StartDecisions, type Started, startJob } from "../../job/launch/startJob.ts";
import { ignoreStateFolder } from "../../store/files/ignoreStateFolder.ts";
import { findRun } from "../../store/history/findRun.ts";
import { RunReader, type RunStatus } from "../../store/runReader.ts";
import type { Host } from "../places/host.ts";
import { runsHome } from "../places/runsHome.ts";
import { StopSignals } from "../progress/stopSignals.ts";
import { exitCodes } from "../texts/exitCode.ts";
import { dryRun } from "./dryRun.ts";
import { follow } from "./follow.ts";
import { launchOptionsFor, type RunningOptions } from "./runningOptions.ts";

export interface RunOptions extends RunningOptions {
	readonly fresh?: boolean;
	/** Id of a run, or a beginning of it. */
	readonly resume?: string;
	readonly parallel?: boolean;
	readonly dryRun?: boolean;
	readonly limit?: number;
	/** Inputs by name. */
	readonly set?: Readonly<Record<string, string>>;
	readonly inDoubt?: InDoubtChoice;
	readonly acceptChange?: boolean;
}

/** `batchline run JOB`. @throws UsageError; RunBusyError, DamagedRunError, NewerRunError */
export async function runCommand(jobFile: string, options: RunOptions, host: Host): Promise<number> {
	const signals = new StopSignals();
	const file = resolve(jobFile);
	const baseFolder = dirname(file);
	const home = runsHome(options, baseFolder);
	const { limit, inDoubt, acceptChange: acceptsChange, parallel: beside, set: inputs } = options;
	const launchOptions = {
		...launchOptionsFor(baseFolder, home, options, host),
		limit,
		inDoubt,
		acceptsChange,
		beside,
		inputs,
	};
	const { resume, dryRun: isDry, json, quiet } = options;
	if (isDry) return dryRun(await readJobFile(file), { ...launchOptions, json, quiet }, host);
	const launched =
		resume === undefined
			? await startOrResume(await readJobFile(file), options, launchOptions, host)
			: await resumeSavedJob(resume, file, launchOptions);
	if (!launched) return exitCodes.succeeded;
	// A folder that the user has chosen is left to the user.
	if (home.stateFolder !== undefined) ignoreStateFolder(home.stateFolder);
	return follow(launched, host, { ...options, home, isNewest: resume === undefined, signals });
}

/** @returns undefined where the user does not want it after all */
async function startOrResume(
	job: Job,
	options: RunOptions,
	launchOptions: ResumeOptions,
	host: Host,
): Promise<Launched | undefined> {
	const { fresh, parallel: beside } = options;
	const decisions: StartDecisions = {
		beside,
		unfinished: fresh ? "startOver" : "resume",
		// Without anybody to ask, as from a schedule, the job is done again.
		again: fresh || !host.canAsk,
		askedAt: performance.timeOrigin,
	};
	const started = await startJob(job, launchOptions, decisions).catch(async (error: unknown) => {
		if (!(error instanceof StandingError && error.standing.kind === "done" && host.canAsk)) throw error;
		const { runId, status } = error.standing.run;
		const question = `${doneText(runId, status)} Do all of it again?`;
		if (!(await host.ask(question))) return undefined;
		return startJob(job, launchOptions, { ...decisions, again: true, askedAt: systemClock.now() });
	});
	if (!started) {
		host.terminal.print("Nothing was run.");
		return undefined;
	}
	if (!options.quiet) for (const note of notesOn(started, options)) host.terminal.print(note);
	return started.launched;
}

function notesOn({ before, launched }: Started, { fresh, limit: newLimit }: RunOptions): readonly string[] {
	if (!before) return [];
	const { kind, run } = before;
	if (run.runId === launched.run.id) return ["This job has an unfinished run; --fresh starts over instead."];
	if (fresh || kind !== "done") return [];
	const { limit } = run.info;
	if (limit !== undefined && limit < (newLimit ?? Infinity)) {
		return [`Run ${run.runId} was of the first ${formatCountOf(limit, "item")}; they are run again.`];
	}
	return [`${doneText(run.runId, run.status)} All of it is done again.`];
}

function doneText(runId: string, { counts }: RunStatus): string {
	const failed = counts.failed > 0 ? `, ${formatCount(counts.failed)} of them failed` : "";
	return `This job is done already: run ${runId}, ${formatCountOf(settledCount(counts), "item")}${failed}.`;
}

/** With the job as it was saved with the run: its file may have changed since, or be gone. */
async function resumeSavedJob(runId: string, jobFile: string, launchOptions: ResumeOptions): Promise<Launched> {
	const folder = findRun(launchOptions.runsFolder, runId);
	assertIsOf(folder, jobFile);
	return resumeRun(folder, launchOptions);
}

/** A typo in the id must not run another job than the one that was named. */
function assertIsOf(folder: string, named: string): void {
	const reader = new RunReader(folder);
	const { runId, jobName, jobFile } = reader.info;
	reader.dispose();
	if (jobFile === named) return;
	throw new UsageError({
		message: `Run ${runId} is of another job: ${jobFile ?? jobName}.`,
		suggestion: "`batchline runs` lists the runs.",
	});
}
