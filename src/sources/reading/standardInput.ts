import { SettingsError } from "../../base/settingsError.ts";
import type { SourceContext } from "../sourceKind.ts";

/** Stands for standard input where a path is expected. */
export const standardInputPath = "-";

export const standardInputName = "standard input";

/**
 * The file that keeps what standard input gives: now, or when the run began.
 * @returns its absolute path
 * @throws SettingsError where there is none, or it is gone
 */
export function standardInputFile(
	{ spool, standardInput }: SourceContext,
	path: readonly (string | number)[],
): Promise<string> {
	if (!spool || (!standardInput && !spool.isResumed)) {
		throw new SettingsError("There is no standard input here: only the command line has one.", {
			path,
			suggestion: "Name a file.",
		});
	}
	return spool.file(async (write) => {
		if (spool.isResumed || !standardInput) {
			throw new SettingsError("What standard input gave this run is gone from its folder, so it cannot be resumed.", {
				path,
				suggestion: "Pipe it in again, and start over (--fresh).",
			});
		}
		for await (const block of standardInput.take(path)) await write(block);
	});
}
