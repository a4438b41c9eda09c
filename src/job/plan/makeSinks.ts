import { fileIdentity } from "../../base/fileIdentity.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { Sink } from "../../engine/model/ports.ts";
import type { SinkKind } from "../../sinks/sinkKind.ts";
import { sinkKinds } from "../../sinks/sinkKinds.ts";
import { expandVariables, type Variables } from "../../templates/variables.ts";
import type { Job } from "../file/job.ts";
import { chosenKind } from "../file/oneKind.ts";
import { withErrorLocation } from "../file/withErrorLocation.ts";
import type { JobItems } from "./openItems.ts";
import type { OwnFiles } from "./ownFiles.ts";

export interface JobSinks {
	readonly sinks: readonly Sink[];
	/** Absolute path of the file that results go to, where it is one. */
	readonly file: string | undefined;
}

/** Files that results must not overwrite. */
export interface GuardedFiles extends Pick<JobItems, "reads"> {
	readonly own: OwnFiles;
}

/**
 * The sinks that a job asks for; nothing is opened or touched yet.
 * @throws UsageError when results would overwrite the job file, its module or its items
 */
export async function makeSinks(
	job: Job,
	variables: Variables,
	redact: ((text: string) => string) | undefined,
	guarded: GuardedFiles,
): Promise<JobSinks> {
	const { output } = job.definition;
	if (!output) return { sinks: [], file: undefined };
	const { kind, settings } = chosenKind<SinkKind>(sinkKinds, output);
	return withErrorLocation(job, ["output", kind.name], redact, () => {
		const file = guarded.own.output;
		if (file !== undefined) assertUnguarded(file, guarded);
		return { sinks: [kind.create(expandVariables(settings, variables), { baseFolder: job.baseFolder })], file };
	});
}

/** By identity: a link, a hard link and another case lead to the same file. */
function assertUnguarded(file: string, { own, reads }: GuardedFiles): void {
	const identity = fileIdentity(file);
	const isSame = (other: string | undefined) =>
		other !== undefined && (other === file || (identity !== undefined && fileIdentity(other) === identity));
	const refused = (what: string) =>
		new SettingsError(`${what}; the results would overwrite it.`, {
			path: [],
			suggestion: "Give the results a file of their own.",
		});
	if (isSame(own.job)) throw refused("That is the job file itself");
	if (isSame(own.module)) throw refused(`${file} is the module that the job runs`);
	if (identity !== undefined && reads(identity)) throw refused(`${file} is what the items are read from`);
}
