import { redactor } from "../../templates/redactor.ts";
import type { Job } from "../file/job.ts";
import { withErrorLocation } from "../file/withErrorLocation.ts";
import { makeSinks } from "./makeSinks.ts";
import { ownFiles } from "./ownFiles.ts";
import { withOwnOutput } from "./ownOutput.ts";
import { type Plan, type PlanOptions, variablesOf } from "./plan.ts";

/** Only what a job writes when a run ends. @throws UsageError */
export async function planOutputs(
	given: Job,
	options: PlanOptions,
): Promise<Pick<Plan, "job" | "endOutputs" | "outputFiles" | "redact">> {
	const { runId, jobFile, ownOutput } = options;
	const job = ownOutput === undefined ? given : withOwnOutput(given, ownOutput);
	const { items, key, run, output } = job.definition;
	const variables = await withErrorLocation(job, [], undefined, () =>
		variablesOf(job, { items, key, run, output }, options),
	);
	const redact = redactor(variables.secrets);
	const own = await withErrorLocation(job, [], redact, () => ownFiles(job, variables, jobFile));
	const guarded = { own, reads: () => false };
	const { endOutputs } = await makeSinks(job, { runId, variables, redact, guarded });
	return { job, endOutputs, outputFiles: [...new Set(own.outputs)], redact };
}
