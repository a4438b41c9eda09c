import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { SettingsError } from "../../../base/settingsError.ts";
import { assertWritable } from "../../../sinks/files/replacedFile.ts";
import {
	claimPart,
	claimReplaced,
	type LastWriter,
	type OutputWriter,
} from "../../../store/database/locks/outputClaims.ts";
import type { PlannedOutput } from "../../plan/makeSinks.ts";
import { headOf } from "../../plan/ownFiles.ts";
import { isSameJob } from "../standing/jobIdentity.ts";
import { OutputExistsError } from "./outputExistsError.ts";

/** Read at a time. */
const blockBytes = 1_048_576;

/** An output that the run may write when it ends. */
export interface ClaimedOutput extends PlannedOutput {
	/** What is there now; undefined where nothing is. */
	readonly found: FileStamp | undefined;
	/** Of a part of a file: its digest. */
	readonly foundPart: string | undefined;
}

/** Tells whether a file has been changed. */
export type FileStamp = Pick<Stats, "ino" | "size" | "mtimeMs">;

export interface ClaimOptions {
	/** The user accepts that what is there is lost. */
	readonly overwrite: boolean | undefined;
}

/** Of an output that is left as it is: why. */
export interface LeftAlone {
	readonly leftAlone: string;
}

/**
 * Takes an output for this run alone, before any item runs. What was there stays until the run ends.
 * @throws OutputExistsError where something is there that this job has not written, or not as it is now
 * @throws SettingsError where it cannot be written, or is being written
 */
export async function claimedOutput(
	output: PlannedOutput,
	run: OutputWriter,
	{ overwrite }: ClaimOptions,
): Promise<ClaimedOutput | LeftAlone> {
	const { name, file, part } = output;
	await assertWritable(name, file);
	const found = fileStamp(file);
	const foundPart = await part?.digest(file);
	// A device belongs to nobody.
	if (!part && !found && existsSync(file)) return { ...output, found, foundPart };
	const digest = part ? foundPart : found && found.size > 0 ? digestOf(file) : undefined;
	const label = part ? `${part.name} of ${file}` : file;
	let leftAlone: string | undefined;
	const check = (last: LastWriter | undefined) => {
		if (isNewer(last, run)) {
			leftAlone = `${label} was written by run ${last.runId} of ${last.jobName} since, and is left as it is.`;
			throw new SettingsError(leftAlone, { path: [] });
		}
		if (digest === undefined || overwrite) return;
		const problem = problemOf(output, { digest, last, run });
		if (problem) throw new OutputExistsError(label, problem);
	};
	try {
		const busy = part ? claimPart(file, part.key, run, check) : claimReplaced(file, run, check);
		if (busy) throw busyError(label, busy);
	} catch (error) {
		if (leftAlone !== undefined) return { leftAlone };
		throw error;
	}
	return { ...output, found, foundPart };
}

/** Undefined where there is no regular file. */
export function fileStamp(file: string): FileStamp | undefined {
	const stats = statSync(file, { throwIfNoEntry: false });
	return stats?.isFile() ? { ino: stats.ino, size: stats.size, mtimeMs: stats.mtimeMs } : undefined;
}

/** Whether a later run of the same job, which retries none of this one's items, has it. Ids sort by time. */
function isNewer(last: LastWriter | undefined, run: OutputWriter): last is LastWriter {
	return last !== undefined && last.originId > run.originId && isSameJob(last, run);
}

/** Why what is there may not be replaced. */
function problemOf(
	{ file, mayHaveWritten }: PlannedOutput,
	{ digest, last, run }: { readonly digest: string; readonly last: LastWriter | undefined; readonly run: OutputWriter },
): string | undefined {
	const isOurs = last?.digests.includes(digest) ?? false;
	if (last && !isSameJob(last, run) && last.originId !== run.originId) {
		const { jobFile, jobName } = last;
		// A job that was renamed or moved has another identity.
		if (jobFile === undefined || existsSync(jobFile)) return `holds the results of another job, ${jobFile ?? jobName}`;
	}
	if (isOurs) return undefined;
	if (last && last.digests.length > 0) return `has been changed since run ${last.runId} wrote it`;
	// Of a run that wrote it as items finished, of an older version, or of another machine.
	return mayHaveWritten?.(headOf(file)) ? undefined : "exists, and was not written by this job";
}

function digestOf(file: string): string {
	const handle = openSync(file, "r");
	try {
		const hash = createHash("sha256");
		const block = Buffer.alloc(blockBytes);
		for (let length = readSync(handle, block); length > 0; length = readSync(handle, block))
			hash.update(block.subarray(0, length));
		return hash.digest("hex");
	} finally {
		closeSync(handle);
	}
}

/** @param file or a part of one, as messages name it */
export function busyError(file: string, { runId, jobName }: OutputWriter): SettingsError {
	return new SettingsError(`${file} is being written by run ${runId} of ${jobName}.`, {
		path: [],
		suggestion: "Wait until that has ended, or give this job an output of its own.",
	});
}
