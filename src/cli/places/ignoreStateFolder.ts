import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunPlace } from "./runPlace.ts";

/** Keeps runs out of version control. A folder that a person has chosen is theirs to see to. */
export function ignoreStateFolder({ stateFolder }: RunPlace): void {
	if (stateFolder === undefined) return;
	try {
		writeFileSync(join(stateFolder, ".gitignore"), "*\n", { flag: "wx" });
	} catch {
		// It is there already; or it cannot be written, and the run does without.
	}
}
