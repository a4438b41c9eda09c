import { dirname, resolve } from "node:path";
import { UsageError } from "../../base/usageError.ts";
import type { Job } from "../../job/file/job.ts";
import { readJobFile } from "../../job/file/readJob.ts";
import { findRun, findUnfinished } from "../../job/launch/findRun.ts";
import { type Launched, resumeRun, startRun } from "../../job/launch/launch.ts";
import type { ResumeOptions } from "../../job/launch/launchOptions.ts";
import type { InDoubtDecision } from "../../store/database/inDoubt.ts";
import { RunReader } from "../../store/runReader.ts";
import type { Host } from "../places/host.ts";
import { ignoreStateFolder } from "../places/ignoreStateFolder.ts";
import { runsHome } from "../places/runsHome.ts";
import { StopSignals } from "../progress/stopSignals.ts";
import { dryRun } from "./dryRun.ts";
import { follow } from "./follow.ts";
import { launchOptionsFor, type RunningOptions } from "./runningOptions.ts";

export interface RunOptions extends RunningOptions {
	readonly fresh?: boolean;
	/** Id of a run, or a beginning of it. */
	readonly resume?: string;
	readonly dryRun?: boolean;
	readonly limit?: number;
	readonly inDoubt?: InDoubtDecision;
	readonly acceptChange?: boolean;
}

/** `batchline run JOB`. @throws UsageError; RunBusyError, DamagedRunError, NewerRunError */
export async function runCommand(jobFile: string, options: RunOptions, host: Host): Promise<number> {
	const signals = new StopSignals();
	const file = resolve(jobFile);
	const baseFolder = dirname(file);
	const home = runsHome(options, baseFolder);
	const { limit, inDoubt, acceptChange: acceptsChange } = options;
	const launchOptions = { ...launchOptionsFor(baseFolder, home, options, host), limit, inDoubt, acceptsChange };
	const { resume, dryRun: isDry, json } = options;
	if (isDry) return dryRun(await readJobFile(file), { ...launchOptions, json }, host);
	const launched =
		resume === undefined
			? await startOrResume(await readJobFile(file), options, launchOptions, host)
			: await resumeSavedJob(resume, file, launchOptions);
	ignoreStateFolder(home);
	return follow(launched, host, { ...options, home, isNewest: resume === undefined, signals });
}

async function startOrResume(
	job: Job,
	options: RunOptions,
	launchOptions: ResumeOptions,
	host: Host,
): Promise<Launched> {
	const unfinished = options.fresh ? undefined : findUnfinished(launchOptions.runsFolder, job);
	if (!unfinished) return startRun(job, launchOptions);
	const launched = await resumeRun(unfinished.folder, { ...launchOptions, job });
	if (!options.quiet) host.terminal.print("This job has an unfinished run; --fresh starts over instead.");
	return launched;
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
