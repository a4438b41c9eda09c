import { UsageError } from "../../../base/usageError.ts";
import type { RetryRun } from "./retryRuns.ts";

/** A retry that was cut short comes first: another choice of items would run some of those that it has before it. */
export class CutShortError extends UsageError {
	/** Of the retry that was cut short. */
	readonly runId: string;

	constructor({ runId, parent, retry }: RetryRun) {
		const { category, skipped, selected, correctedDigest } = retry;
		const flags = `${category === undefined ? "" : ` --category ${category}`}${skipped ? " --skipped" : ""}${correctedDigest === undefined ? "" : " --items FILE"}`;
		const file = correctedDigest === undefined ? "" : ", with the file that it had";
		const command = selected ? `run JOB --resume ${runId}` : `retry ${parent}${flags}`;
		super({
			message: `Run ${runId}, which tries items of run ${parent} again, was cut short.`,
			suggestion: `Go on with it first: \`${command}\`${file}.`,
		});
		this.runId = runId;
	}
}
