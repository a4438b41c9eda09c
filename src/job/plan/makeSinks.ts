import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { SettingsError } from "../../base/settingsError.ts";
import type { Sink } from "../../engine/model/ports.ts";
import type { SinkKind } from "../../sinks/sinkKind.ts";
import { sinkKinds } from "../../sinks/sinkKinds.ts";
import { expandVariables, type Variables } from "../../templates/variables.ts";
import type { Job } from "../file/job.ts";
import { chosenKind } from "../file/oneKind.ts";
import { withErrorLocation } from "../file/withErrorLocation.ts";

export interface JobSinks {
	readonly sinks: readonly Sink[];
	/** Absolute path of the file that results go to, where it is one. */
	readonly file: string | undefined;
}

/**
 * The sinks that a job asks for; nothing is opened or touched yet.
 * @param reads whether the job's items come from that file
 * @throws UsageError when results would overwrite the job file or its items
 */
export async function makeSinks(
	job: Job,
	variables: Variables,
	redact: ((text: string) => string) | undefined,
	reads: (file: string) => boolean,
): Promise<JobSinks> {
	const { output } = job.definition;
	if (!output) return { sinks: [], file: undefined };
	const { kind, settings } = chosenKind<SinkKind>(sinkKinds, output);
	return withErrorLocation(job, ["output", kind.name], redact, async () => {
		const expanded = expandVariables(settings, variables);
		const name = kind.file?.(expanded);
		const file = name === undefined ? undefined : resolve(job.baseFolder, name);
		if (file !== undefined) await assertNoSource(file, job, reads);
		return { sinks: [kind.create(expanded, { baseFolder: job.baseFolder })], file };
	});
}

async function assertNoSource(file: string, job: Job, reads: (file: string) => boolean): Promise<void> {
	const real = await realpath(file).catch(() => file);
	const suggestion = "Give the results a file of their own.";
	if (reads(file) || reads(real)) {
		throw new SettingsError(`${file} is what the items are read from; the results would overwrite it.`, {
			path: [],
			suggestion,
		});
	}
	if (file === job.file || real === job.file) {
		throw new SettingsError("That is the job file itself; the results would overwrite it.", { path: [], suggestion });
	}
}
