import { fileIdentity } from "../../base/fileIdentity.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { Sink } from "../../engine/model/ports.ts";
import { realFile } from "../../sinks/files/realFile.ts";
import type { FilePart, RowsWriter } from "../../sinks/sinkKind.ts";
import { expandVariables, type Variables } from "../../templates/variables.ts";
import type { Job } from "../file/job.ts";
import { withErrorLocation } from "../file/withErrorLocation.ts";
import type { JobItems } from "./items/openItems.ts";
import { type JobOutput, jobOutputs } from "./jobOutputs.ts";
import type { OwnFiles } from "./ownFiles.ts";

/** An output that is written when its run ends. */
export interface PlannedOutput extends Pick<JobOutput, "order" | "outcomes" | "path"> {
	/** Absolute, as the job names it. */
	readonly name: string;
	/** The same, where links lead. */
	readonly file: string;
	/** What was written there, as far as its beginning tells. Undefined: that tells nothing. */
	readonly mayHaveWritten: ((head: Buffer) => boolean) | undefined;
	readonly writer: RowsWriter;
	/** Undefined: it is the whole file. */
	readonly part: FilePart | undefined;
}

export interface JobSinks {
	/** What is written while the run goes on: one at most. */
	readonly sinks: readonly Sink[];
	/** Absolute path of the file that it writes. */
	readonly outputFile: string | undefined;
	/** What is written when the run ends. */
	readonly endOutputs: readonly PlannedOutput[];
}

/** Files that results must not overwrite. */
export interface GuardedFiles extends Pick<JobItems, "reads"> {
	readonly own: OwnFiles;
}

export interface SinkOptions {
	readonly runId: string;
	readonly variables: Variables;
	readonly redact: ((text: string) => string) | undefined;
	readonly guarded: GuardedFiles;
}

/**
 * The outputs that a job asks for; nothing is opened or touched yet.
 * @throws UsageError when results would overwrite the job file, its module, its items or each other
 */
export async function makeSinks(job: Job, { runId, variables, redact, guarded }: SinkOptions): Promise<JobSinks> {
	const { baseFolder } = job;
	const sinks: Sink[] = [];
	const endOutputs: PlannedOutput[] = [];
	let liveFile: string | undefined;
	const outputs = jobOutputs(job.definition);
	const parts = outputs.map((output) => output.kind.part?.(output.settings));
	for (const [at, output] of outputs.entries()) {
		const { kind, settings, order, outcomes, path } = output;
		const name = guarded.own.outputs[at] ?? "";
		await withErrorLocation(job, path, redact, () => {
			assertUnguarded(name, { at, parts }, guarded);
			const isLive = order === "completion" && outcomes === undefined;
			const live = isLive ? kind.live?.(expandVariables(settings, variables), { baseFolder }) : undefined;
			if (!live) {
				const writer = kind.prepare(settings, {
					runId,
					variables,
					valueName: valueNameOf(job),
					baseFolder,
					hasLeaves: hasLeaves(job),
					order,
				});
				endOutputs.push({
					order,
					outcomes,
					path,
					name,
					file: realFile(name),
					mayHaveWritten: kind.mayHaveWritten,
					writer,
					part: parts[at],
				});
				return;
			}
			if (liveFile !== undefined) throw secondLive();
			liveFile = name;
			sinks.push(live);
		});
	}
	return { sinks, outputFile: liveFile, endOutputs };
}

/** By identity: a link, a hard link and another case lead to the same file. */
function assertUnguarded(
	file: string,
	{ at, parts }: { readonly at: number; readonly parts: readonly (FilePart | undefined)[] },
	{ own, reads }: GuardedFiles,
): void {
	const identity = fileIdentity(file);
	const isSame = (other: string | undefined) =>
		other !== undefined &&
		(other === file ||
			realFile(other) === realFile(file) ||
			(identity !== undefined && fileIdentity(other) === identity));
	const refused = (what: string) =>
		new SettingsError(`${what}; the results would overwrite it.`, {
			path: [],
			suggestion: "Give the results a file of their own.",
		});
	if (isSame(own.job)) throw refused("That is the job file itself");
	if (isSame(own.module)) throw refused(`${file} is the module that the job runs`);
	if (identity !== undefined && reads(identity)) throw refused(`${file} is what the items are read from`);
	const part = parts[at];
	// Two parts of one file are two outputs.
	const isOther = (other: string, otherAt: number) =>
		isSame(other) && (!part || !parts[otherAt] || parts[otherAt].key === part.key);
	if (own.outputs.slice(0, at).some(isOther)) {
		throw refused(`${part ? `${part.name} of ` : ""}${file} is another output of the job`);
	}
}

/** What an item that is no object is. */
function valueNameOf({ definition: { items } }: Job): string {
	if (items.files !== undefined) return "path";
	return items.lines === undefined ? "value" : "line";
}

function hasLeaves({ definition: { items } }: Job): boolean {
	const { json } = items as { readonly json?: string | { readonly each?: string } };
	return typeof json === "object" && json.each === "leaf" && items.groupBy === undefined;
}

function secondLive(): SettingsError {
	return new SettingsError('Only one output can be written as items finish, and another one has "completion", too.', {
		path: [],
		suggestion: 'Remove its "order", and it is written when the run ends.',
	});
}
