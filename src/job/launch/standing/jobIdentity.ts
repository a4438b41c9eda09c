import { isDeepStrictEqual } from "node:util";
import { realPath } from "../../../base/realPath.ts";
import type { RunInfo } from "../../../store/database/run/runInfo.ts";
import type { Job } from "../../file/job.ts";

/** What makes a job the same at its next start, whatever path leads to it. */
export type JobIdentity = Pick<RunInfo, "jobFile" | "jobName" | "baseFolder">;

export function identityOf({ file, name, baseFolder }: Job): JobIdentity {
	return { jobFile: file, jobName: name, baseFolder };
}

/**
 * The job's file by its real path, or its name where it has none, and the folder that its paths start from: one file
 * that several folders link to does other work in each.
 */
export function isSameJob(one: JobIdentity, other: JobIdentity): boolean {
	return isDeepStrictEqual(identityParts(one), identityParts(other));
}

export function identityParts({ jobFile, jobName, baseFolder }: JobIdentity): readonly string[] {
	// What was moved or deleted since is known by its path: nothing else leads to it.
	return [realPath(baseFolder), jobFile === undefined ? `name ${jobName}` : `file ${realPath(jobFile)}`];
}
