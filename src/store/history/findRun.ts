import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../base/usageError.ts";
import { holdsRun } from "../files/runFolder.ts";

/** Runs that a message lists. */
const maxNamed = 5;

/** Stands for the newest run. */
const newestRun = "last";

/**
 * The folder of a run.
 * @param id the run's id, a beginning of it that no other run has, or `last` for the newest run
 * @throws UsageError when there is none, or several
 */
export function findRun(runsFolder: string, id: string): string {
	const ids = runIds(runsFolder);
	if (id === newestRun) {
		if (ids[0] !== undefined) return join(runsFolder, ids[0]);
		throw new UsageError({ message: `There are no runs in ${runsFolder}.` });
	}
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

/** Newest first: an id sorts after those of all runs that were there before it, see {@link newRunId}. */
export function runIds(runsFolder: string): readonly string[] {
	if (!existsSync(runsFolder)) return [];
	return readdirSync(runsFolder)
		.filter((name) => holdsRun(join(runsFolder, name)))
		.sort()
		.reverse();
}
