import type { Job } from "../file/job.ts";
import { withOutputs } from "./jobOutputs.ts";

/** Not that of a variable, as in `${env:results.jsonl}`. */
const extension = /(?:\.\w+)?$/;

/** The job with outputs of its own, as another run writes those that it names: `out.SUFFIX.jsonl`. */
export function withOwnOutput(job: Job, suffix: string): Job {
	const definition = withOutputs(job.definition, ({ kind, settings }) =>
		kind.renamed(settings, (name) => name.replace(extension, (found) => `.${suffix}${found}`)),
	);
	return { ...job, definition };
}
