import { existsSync, readdirSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Sink } from "../../../engine/model/ports.ts";
import { runFolderAt } from "../../../store/files/runFolder.ts";
import { RunReader } from "../../../store/runReader.ts";
import type { Job } from "../../file/job.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RetryInfo } from "../runFiles.ts";
import { originIdOf } from "./retryRuns.ts";

/**
 * Where a retry's lines begin in the job's output. Lines of items that have not succeeded so far are cut off: they come
 * again at the retry's end, so that each item has one.
 * @param plan of the retry
 * @param first the run that the output is of
 */
export async function outputBegin(
	plan: Pick<Plan, "outputFile" | "sinks" | "job">,
	first: RunReader,
	saved: Job,
): Promise<Pick<RetryInfo, "outputBytes" | "ownsOutput">> {
	const { outputFile, sinks, job } = plan;
	const [sink] = sinks;
	if (outputFile === undefined || !sink) return {};
	const size = await sizeOf(outputFile);
	if (size === undefined) return {};
	const isSame = isDeepStrictEqual(saved.definition.output, job.definition.output);
	const committed = first.written().sinks[sink.id] ?? 0;
	// What another run has written meanwhile, or somebody has replaced, is never cut off.
	if (!isSame || committed > size || hasNewerRun(first)) return { outputBytes: size };
	return { outputBytes: committed, ownsOutput: true };
}

/** A retry goes on in what the earlier runs have written, where a new run would overwrite the file. */
export function appendingSinks(sinks: readonly Sink[], begin: number | undefined): readonly Sink[] {
	if (!begin) return sinks;
	return sinks.map((sink) => ({
		id: sink.id,
		open: (position) => sink.open(position ?? begin),
		write: (lines) => sink.write(lines),
		close: () => sink.close(),
	}));
}

/** Whether a later run of the job, which retries none of this one's items, may have written the output. */
function hasNewerRun(first: RunReader): boolean {
	const runsFolder = dirname(first.folder);
	const { runId, jobFile, jobName } = first.info;
	return readdirSync(runsFolder)
		.map((name) => join(runsFolder, name))
		.filter((folder) => basename(folder) > runId && existsSync(runFolderAt(folder).database))
		.some((folder) => {
			try {
				if (originIdOf(folder) === runId) return false;
				const reader = new RunReader(folder);
				reader.dispose();
				return jobFile === undefined ? reader.info.jobName === jobName : reader.info.jobFile === jobFile;
			} catch {
				// It cannot be read, so it may be of this job.
				return true;
			}
		});
}

async function sizeOf(file: string): Promise<number | undefined> {
	return stat(file).then(
		({ size }) => size,
		() => undefined,
	);
}
