import { chosenKind } from "../../base/oneKind.ts";
import type { FailedOutcome } from "../../engine/model/outcome.ts";
import type { SinkKind } from "../../sinks/sinkKind.ts";
import { sinkKinds } from "../../sinks/sinkKinds.ts";
import type { JobDefinition } from "../file/jobSchema.ts";

interface ChosenOutput extends Readonly<Record<string, unknown>> {
	readonly order?: JobOutput["order"];
	readonly outcome?: NonNullable<JobOutput["outcomes"]>;
}

/** One output of a job. */
export interface JobOutput {
	readonly kind: SinkKind;
	readonly settings: unknown;
	readonly order: "source" | "completion";
	/** Undefined: all. */
	readonly outcomes: readonly ("succeeded" | FailedOutcome)[] | undefined;
	/** Of the kind's settings in the job. */
	readonly path: readonly (string | number)[];
}

/** What a job's `output` asks for, in its order. */
export function jobOutputs({ output }: JobDefinition): readonly JobOutput[] {
	if (!output) return [];
	const isList = Array.isArray(output);
	const chosen = (isList ? output : [output]) as readonly ChosenOutput[];
	return chosen.map((one, at) => {
		const { kind, settings } = chosenKind<SinkKind>(sinkKinds, one);
		const { order = "source", outcome } = one;
		// As results name it, an item that was rejected is a skipped one.
		const outcomes = outcome?.includes("skipped") ? [...outcome, "rejected" as const] : outcome;
		return { kind, settings, order, outcomes, path: ["output", ...(isList ? [at] : []), kind.name] };
	});
}

/** The job with the settings of its outputs changed. */
export function withOutputs(definition: JobDefinition, change: (output: JobOutput) => unknown): JobDefinition {
	const { output } = definition;
	if (!output) return definition;
	const changed = jobOutputs(definition).map((one, at) => {
		const chosen = Array.isArray(output) ? output[at] : output;
		return { ...chosen, [one.kind.name]: change(one) };
	});
	return { ...definition, output: (Array.isArray(output) ? changed : changed[0]) as typeof output };
}
