import type { SinkKind } from "../../sinks/sinkKind.ts";
import { sinkKinds } from "../../sinks/sinkKinds.ts";
import type { Job } from "../file/job.ts";
import { chosenKind } from "../file/oneKind.ts";

/** Not that of a variable, as in `${env:results.jsonl}`. */
const extension = /(?:\.\w+)?$/;

/** The job with an output of its own, as another run writes the one that it names: `out.SUFFIX.jsonl`. */
export function withOwnOutput(job: Job, suffix: string): Job {
	const { output } = job.definition;
	if (!output) return job;
	const { kind, settings } = chosenKind<SinkKind>(sinkKinds, output);
	if (!kind.renamed) return job;
	const renamed = kind.renamed(settings, (name) => name.replace(extension, (found) => `.${suffix}${found}`));
	return { ...job, definition: { ...job.definition, output: { [kind.name]: renamed } as typeof output } };
}
