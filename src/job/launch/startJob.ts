import { isDeepStrictEqual } from "node:util";
import { runIds } from "../../store/history/findRun.ts";
import type { Job } from "../file/job.ts";
import { type InputValues, inputValues } from "../plan/inputs.ts";
import { assertNothingDecided } from "./inDoubt/inDoubtDecision.ts";
import { type Launched, resumeLocked, startRun } from "./launch.ts";
import type { ResumeOptions } from "./launchOptions.ts";
import { writeOwedOutputs } from "./outputs/owedOutputs.ts";
import { readInputs } from "./runFiles.ts";
import { identityOf } from "./standing/jobIdentity.ts";
import { withJobLock } from "./standing/jobLock.ts";
import { activeRunOf, type JobStanding, standingOf } from "./standing/jobStanding.ts";
import { StandingError } from "./standing/standingError.ts";

/** What the user has decided about the job's earlier runs. What is left open is refused with a {@link StandingError}. */
export interface StartDecisions {
	/** Starts another run beside one that is active. */
	readonly beside?: boolean | undefined;
	readonly unfinished?: "resume" | "startOver" | undefined;
	/** Does everything again, where the newest run has an outcome for each item. */
	readonly again?: boolean | undefined;
	/** Outputs may take the place of files that are not the job's own. */
	readonly overwrite?: boolean | undefined;
	/** When the user asked for it, wall clock, ms: a run that was made since is what was asked for. Default: now. */
	readonly askedAt?: number | undefined;
}

export interface Started {
	readonly launched: Launched;
	/** What the job's runs were before; undefined where it had none. */
	readonly before: JobStanding | undefined;
}

/**
 * Starts a job, or resumes its unfinished run. Looking for its runs and making a new one is one step, in which no other
 * process can come in between: of several starts at the same moment one runs, and the others are refused.
 * @throws StandingError where the user has to decide first; UndecidedError; whatever {@link startRun} throws
 */
export function startJob(job: Job, given: ResumeOptions, decisions: StartDecisions): Promise<Started> {
	const options = { ...given, overwrite: given.overwrite ?? decisions.overwrite };
	const { runsFolder } = options;
	const { beside, unfinished, again, askedAt = options.clock.now() } = decisions;
	const knownIds = new Set(runIds(runsFolder));
	return withJobLock(runsFolder, identityOf(job), async () => {
		const before = await standing();
		const isNew = before && (!knownIds.has(before.run.runId) || before.run.info.createdAt > askedAt);
		switch (before?.kind) {
			case "active":
				if (!beside) throw new StandingError(before);
				break;
			case "unfinished":
				if (unfinished === undefined) throw new StandingError(before);
				if (unfinished === "startOver") break;
				return { launched: await resumeLocked(before.run.folder, { ...options, job }), before };
			case "done":
				if (isNew && !beside) throw new StandingError(before, { isNew });
				if (again || !wasAsked(before)) break;
				await writeOwedOutputs(before.run.folder, options, job);
				throw new StandingError(before);
			case undefined:
				break;
		}
		assertNothingDecided(options);
		return { launched: await startRun(job, options, { hasOwnOutput: before?.kind === "active" }), before };
	});

	function valuesOf(inputs: InputValues): InputValues {
		return inputValues(job, inputs, options.variableSources);
	}

	async function standing(): Promise<JobStanding | undefined> {
		// Who starts over anyway is not kept from it by a run that cannot be read.
		if (unfinished !== "startOver" || !again) return standingOf(runsFolder, job);
		const run = await activeRunOf(runsFolder, job);
		return run && { kind: "active", run };
	}

	/** Whether a run of all its items, or of a trial's first ones, has done what is asked for, with the same inputs. */
	function wasAsked({ run }: JobStanding): boolean {
		const { limit = Infinity } = run.info;
		const { inputs } = options;
		if (inputs !== undefined && inputs !== "ask" && !isDeepStrictEqual(readInputs(run.folder), valuesOf(inputs)))
			return false;
		return limit >= (options.limit ?? Infinity);
	}
}
