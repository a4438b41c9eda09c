import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Keeps runs out of version control. */
export function ignoreStateFolder(stateFolder: string): void {
	try {
		writeFileSync(join(stateFolder, ".gitignore"), "*\n", { flag: "wx" });
	} catch {
		// It exists already, or cannot be written; the run does not need it.
	}
}
