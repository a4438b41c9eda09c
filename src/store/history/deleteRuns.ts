import { RunBusyError } from "../errors/runBusyError.ts";
import type { SizedRun } from "./retention.ts";
import { deleteRun } from "./runList.ts";

/** What has come of deleting runs. */
export interface Deletion {
	readonly deleted: readonly SizedRun[];
	/** Those that could not be deleted, and why. Not among them: those that somebody began to run meanwhile. */
	readonly problems: readonly { readonly run: SizedRun; readonly error: unknown }[];
}

/** Deletes runs, each as far as it can be: one that cannot does not keep the others. */
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
