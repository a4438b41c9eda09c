import { UsageError } from "../base/usageError.ts";
import { findRun, findUnfinished } from "../job/findRun.ts";
import type { Job } from "../job/job.ts";
import { type Launched, type LaunchOptions, resumeRun, startRun } from "../job/launch.ts";
import { readJobFile } from "../job/readJob.ts";
import type { InDoubtDecision } from "../store/inDoubt.ts";
import { RunReader } from "../store/runReader.ts";
import { dryRun } from "./dryRun.ts";
import { follow } from "./follow.ts";
import type { Host } from "./host.ts";
import { ignoreStateFolder } from "./ignoreStateFolder.ts";
import { launchOptionsFor, type RunningOptions } from "./runningOptions.ts";
import { runPlace } from "./runPlace.ts";
import { StopSignals } from "./stopSignals.ts";

export interface RunOptions extends RunningOptions {
	readonly fresh?: boolean;
	/** Id of a run, or its beginning. */
	readonly resume?: string;
	readonly dryRun?: boolean;
	readonly limit?: number;
	readonly inDoubt?: InDoubtDecision;
	readonly acceptChange?: boolean;
}

/** `batchline run JOB`. @throws UsageError; RunBusyError, DamagedRunError, NewerRunError */
export async function runCommand(jobFile: string, options: RunOptions, host: Host): Promise<number> {
	const signals = new StopSignals();
	const job = await readJobFile(jobFile);
	const place = runPlace(options, job.baseFolder);
	const launchOptions = { ...launchOptionsFor(job.baseFolder, place, options, host), limit: options.limit };
	if (options.dryRun) return dryRun(job, { ...launchOptions, json: options.json }, host);
	const launched = await launch(job, options, launchOptions, host);
	ignoreStateFolder(place);
	return follow(launched, host, { ...options, place, isNewest: options.resume === undefined, signals });
}

async function launch(job: Job, options: RunOptions, launchOptions: LaunchOptions, host: Host): Promise<Launched> {
	const { inDoubt, acceptChange: acceptsChange } = options;
	const resumeOptions = { ...launchOptions, inDoubt, acceptsChange };
	if (options.resume !== undefined) {
		const folder = findRun(launchOptions.runsFolder, options.resume);
		assertIsOf(folder, job);
		return resumeRun(folder, resumeOptions);
	}
	const unfinished = options.fresh ? undefined : findUnfinished(launchOptions.runsFolder, job);
	if (!unfinished) return startRun(job, launchOptions);
	const launched = await resumeRun(unfinished.folder, { ...resumeOptions, job });
	if (!options.quiet) host.terminal.print("This job has an unfinished run; --fresh starts over instead.");
	return launched;
}

/** A slip in the id must not run something else than the job that was named. */
function assertIsOf(folder: string, job: Job): void {
	const reader = new RunReader(folder);
	const { runId, jobName, jobFile } = reader.facts;
	reader.dispose();
	if (jobFile === job.file) return;
	throw new UsageError({
		message: `Run ${runId} is of another job: ${jobFile ?? jobName}.`,
		suggestion: "`batchline runs` tells which runs there are.",
	});
}
