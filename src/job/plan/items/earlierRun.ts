import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { realPath } from "../../../base/realPath.ts";
import { SettingsError } from "../../../base/settingsError.ts";
import { UsageError } from "../../../base/usageError.ts";
import { isActive, isResumable } from "../../../engine/model/runState.ts";
import type { EarlierRun } from "../../../sources/reading/earlierRun.ts";
import { findRun, runIds } from "../../../store/history/findRun.ts";
import { type ReadableRun, readRun } from "../../../store/history/runList.ts";
import { ResultTable } from "../../../store/results/resultTable.ts";

const path = ["of"];

export interface EarlierRunPlace {
	/** Absolute. */
	readonly runsFolder: string;
	/** Absolute; paths of job files start here. */
	readonly baseFolder: string;
}

/**
 * The run that a job names: by its id, as `last`, or by its job's file, of which the newest counts.
 * @throws SettingsError where there is none, or it is still going; DamagedRunError, NewerRunError
 */
export function earlierRun(of: string, place: EarlierRunPlace): EarlierRun {
	const run = /\.jsonc?$/.test(of) ? newestOf(resolve(place.baseFolder, of), place) : runNamed(of, place);
	const { info, status, runId, folder } = run;
	const name = `run ${runId} of ${info.jobName}`;
	if (isActive(status.state)) {
		throw new SettingsError(`R${name.slice(1)} is still going.`, { path, suggestion: "Wait until it has ended." });
	}
	const table = ResultTable.open(folder, { isFrozen: true });
	return {
		name,
		counts: status.counts,
		isUnfinished: isResumable(status.state),
		rows: (outcomes) => table.rows({ outcomes }),
		dispose: () => table.dispose(),
	};
}

/** @throws SettingsError, as it is a place of the job that names it */
function runNamed(id: string, { runsFolder }: EarlierRunPlace): ReadableRun {
	try {
		return readRun(findRun(runsFolder, id));
	} catch (error) {
		const [problem] = error instanceof UsageError ? error.problems : [];
		if (!problem) throw error;
		throw new SettingsError(problem.message, { path, suggestion: problem.suggestion });
	}
}

/** Not one that retries items of another: what it has settled is settled there. */
function newestOf(file: string, place: EarlierRunPlace): ReadableRun {
	const wanted = realPath(file);
	for (const id of runIds(place.runsFolder)) {
		const run = readRun(join(place.runsFolder, id));
		const { jobFile, parent } = run.info;
		if (parent === undefined && jobFile !== undefined && realPath(jobFile) === wanted) return run;
	}
	const suggestion = existsSync(file) ? `Run it first: batchline run ${file}` : "There is no such file.";
	throw new SettingsError(`There is no run of ${file}.`, { path, suggestion });
}
