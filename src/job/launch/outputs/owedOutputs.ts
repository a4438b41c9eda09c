import { isActive, isResumable } from "../../../engine/model/runState.ts";
import { Lease } from "../../../store/database/locks/lease.ts";
import { RunBusyError } from "../../../store/errors/runBusyError.ts";
import { readRun } from "../../../store/history/runList.ts";
import type { Job } from "../../file/job.ts";
import { keptInputs } from "../../plan/inputs.ts";
import { planOutputs } from "../../plan/planOutputs.ts";
import { redactedLog } from "../../plan/redactedLog.ts";
import type { LaunchOptions } from "../launchOptions.ts";
import { readInputs, readOwnOutput, readSavedJob } from "../runFiles.ts";
import { EndOutputs, owesOutputs } from "./writeOutputs.ts";

export interface OwedOptions {
	/** The caller holds the run. */
	readonly isHeld?: boolean;
	/** The user has changed outcomes of the run: the outputs get them also where the run has work left. */
	readonly isChanged?: boolean;
}

/**
 * Writes the outputs of a run that is done, where they do not have its outcomes: it was killed before they were written
 * or had the outcomes of its retries. Has nothing to do as a rule. Says what it has done.
 * @param now the job as it is now; undefined: as it ran
 * @throws UsageError for what could not be written
 */
export async function writeOwedOutputs(
	folder: string,
	options: LaunchOptions,
	now: Job | undefined,
	{ isHeld = false, isChanged = false }: OwedOptions = {},
): Promise<void> {
	const { info, status } = readRun(folder);
	const hasEnded = !isActive(status.state) && (isChanged || !isResumable(status.state));
	if (!hasEnded || !owesOutputs(folder, status)) return;
	const { runId, jobName, jobFile, baseFolder } = info;
	const ownOutput = readOwnOutput(folder);
	const job = now ?? (await readSavedJob(folder, info));
	const inputs = keptInputs(job, readInputs(folder));
	const plan = await planOutputs(job, { ...options, runId, jobFile, ownOutput, inputs });
	const log = redactedLog(options.log, plan.redact);
	const lease = isHeld ? { dispose: () => undefined } : leaseOf(folder);
	// Whoever has it writes them.
	if (!lease) return;
	try {
		const outputs = new EndOutputs(folder, plan);
		const { overwrite } = options;
		await outputs.claim({ runId, runFolder: folder, originId: runId, jobName, jobFile, baseFolder }, { overwrite });
		await outputs.write({ onProgress: () => undefined, onNote: (note) => log.warn(note) });
		const files = plan.endOutputs.map(({ file }) => file).join(", ");
		if (files === "") return;
		const why = isChanged
			? "has other outcomes now, and so has its output"
			: "was killed before its output was written. Now it is";
		log.info(`Run ${runId} ${why}: ${files}`);
	} finally {
		lease.dispose();
	}
}

function leaseOf(folder: string): Lease | undefined {
	try {
		return Lease.take(folder);
	} catch (error) {
		if (error instanceof RunBusyError) return undefined;
		throw error;
	}
}
