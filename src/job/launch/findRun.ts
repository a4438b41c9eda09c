import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseJson } from "../../base/parseJson.ts";
import { UsageError } from "../../base/usageError.ts";
import { isResumable } from "../../engine/model/runState.ts";
import { runFolderAt } from "../../store/files/runFolder.ts";
import type { ReadableRun } from "../../store/history/runList.ts";
import { RunReader } from "../../store/runReader.ts";
import type { Job } from "../file/job.ts";

/** Runs that a message lists. */
const maxNamed = 5;

/**
 * The folder of a run.
 * @param id the run's id, or a beginning of it that no other run has
 * @throws UsageError when there is none, or several
 */
export function findRun(runsFolder: string, id: string): string {
	const ids = runIds(runsFolder);
	const found = ids.includes(id) ? [id] : ids.filter((candidate) => id !== "" && candidate.startsWith(id));
	const [only] = found;
	if (only !== undefined && found.length === 1) return join(runsFolder, only);
	const listed = (some: readonly string[]) =>
		`${some.slice(0, maxNamed).join(", ")}${some.length > maxNamed ? ` and ${some.length - maxNamed} more` : ""}`;
	if (found.length > 1) {
		const suggestion = `Give more of it: ${listed(found)}.`;
		throw new UsageError({ message: `The id "${id}" fits ${found.length} runs.`, suggestion });
	}
	const suggestion = ids.length > 0 ? `The newest are ${listed(ids)}.` : undefined;
	throw new UsageError({ message: `There is no run "${id}" in ${runsFolder}.`, suggestion });
}

/**
 * The newest run of the job, if it has work left: starting the job resumes it. (An older unfinished one was given up
 * when the job was started over.) Runs that retry failed items do not count.
 * @throws DamagedRunError, NewerRunError where that may be a run that cannot be read: its work must not be repeated
 * unasked
 */
export function findUnfinished(runsFolder: string, job: Job): ReadableRun | undefined {
	for (const id of runIds(runsFolder)) {
		const run = readRun(join(runsFolder, id), job);
		if (run && isOf(run, job)) return isResumable(run.status.state) ? run : undefined;
	}
	return undefined;
}

/** Newest first. */
function runIds(runsFolder: string): readonly string[] {
	if (!existsSync(runsFolder)) return [];
	const holdsRun = (name: string) => {
		const { database, results } = runFolderAt(join(runsFolder, name));
		return existsSync(database) || existsSync(results);
	};
	return readdirSync(runsFolder).filter(holdsRun).sort().reverse();
}

function isOf({ info }: ReadableRun, job: Job): boolean {
	if (info.parent !== undefined || info.jobFile !== job.file) return false;
	return job.file !== undefined || (info.jobName === job.name && info.baseFolder === job.baseFolder);
}

/** Undefined for an unreadable run of another job: a new run does not touch it. */
function readRun(folder: string, job: Job): ReadableRun | undefined {
	try {
		const reader = new RunReader(folder);
		try {
			return { folder, runId: reader.info.runId, info: reader.info, status: reader.status() };
		} finally {
			reader.dispose();
		}
	} catch (error) {
		if (mayBeOf(folder, job)) throw error;
		return undefined;
	}
}

/** Whether an unreadable run may be of this job: its job.json says what the job says now, or is unreadable too. */
function mayBeOf(folder: string, job: Job): boolean {
	try {
		const saved = parseJson(readFileSync(runFolderAt(folder).jobFile, "utf8"));
		return isDeepStrictEqual(saved, job.document.value);
	} catch {
		return true;
	}
}
