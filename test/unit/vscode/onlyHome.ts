import type { RunHomes } from "../../../src/vscode/runs/runs.ts";

/** Runs are kept in one folder, whatever their job. */
export function onlyHome(runsFolder: string): RunHomes {
	return { all: () => [runsFolder], of: () => runsFolder, madeIn: () => undefined };
}
