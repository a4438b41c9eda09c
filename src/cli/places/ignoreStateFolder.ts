import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunsHome } from "./runsHome.ts";

/** Keeps runs out of version control. A folder that a person has chosen is theirs to see to. */
export function ignoreStateFolder({ stateFolder }: RunsHome): void {
	if (stateFolder === undefined) return;
	try {
		writeFileSync(join(stateFolder, ".gitignore"), "*\n", { flag: "wx" });
	} catch {
		// It is there already; or it cannot be written, and the run does without.
	}
}
