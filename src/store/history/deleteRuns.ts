import { RunBusyError } from "../errors/runBusyError.ts";
import { deleteRun } from "./deleteRun.ts";
import type { SizedRun } from "./retention.ts";

/** The result of deleting runs. */
export interface Deletion {
	readonly deleted: readonly SizedRun[];
	/** Runs that could not be deleted, and why; without those that were started meanwhile. */
	readonly problems: readonly { readonly run: SizedRun; readonly error: unknown }[];
}

/** Deletes as many of the runs as possible: a failure does not stop the others. */
export async function deleteRuns(runs: readonly SizedRun[]): Promise<Deletion> {
	const deleted: SizedRun[] = [];
	const problems: { readonly run: SizedRun; readonly error: unknown }[] = [];
	for (const run of runs) {
		try {
			await deleteRun(run.folder);
			deleted.push(run);
		} catch (error) {
			if (!(error instanceof RunBusyError)) problems.push({ run, error });
		}
	}
	return { deleted, problems };
}
