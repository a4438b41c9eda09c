import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunsHome } from "./runsHome.ts";

/** Keeps runs out of version control. A folder that the user has chosen is left to the user. */
export function ignoreStateFolder({ stateFolder }: RunsHome): void {
	if (stateFolder === undefined) return;
	try {
		writeFileSync(join(stateFolder, ".gitignore"), "*\n", { flag: "wx" });
	} catch {
		// It exists already, or cannot be written; the run does not need it.
	}
}
