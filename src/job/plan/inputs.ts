import { type Problem, UsageError } from "../../base/usageError.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import type { VariableSources } from "../../templates/variables.ts";
import type { Job } from "../file/job.ts";

/** What was chosen for a run, by the inputs' names. */
export type InputValues = Readonly<Record<string, string>>;

/** An input of a job, for whoever asks for it. */
export interface InputQuestion {
	readonly name: string;
	readonly description: string | undefined;
	readonly usual: string | undefined;
	readonly options: readonly string[] | undefined;
}

/** Inputs that nobody has given, one by one. */
export class InputsNeededError extends UsageError {
	readonly questions: readonly InputQuestion[];

	constructor(questions: readonly InputQuestion[], problems: readonly Problem[]) {
		super(problems);
		this.questions = questions;
	}
}

/**
 * The value of each of the job's inputs.
 * @param given `ask`: also those with a default are wanted from the user
 * @throws InputsNeededError; UsageError for a name or a value that the job does not know
 */
export function inputValues(
	job: Job,
	given: InputValues | "ask",
	{ inputAdvice }: Pick<VariableSources, "inputAdvice">,
): InputValues {
	const questions = inputQuestions(job);
	if (given === "ask") {
		if (questions.length > 0) throw needed(job, questions, inputAdvice);
		return {};
	}
	const names = questions.map(({ name }) => name);
	const unknown = Object.keys(given).find((name) => !names.includes(name));
	if (unknown !== undefined) {
		const has = names.length === 0 ? 'The job has no "inputs".' : `It has: ${names.join(", ")}.`;
		throw new UsageError({
			message: `The job has no input "${unknown}".`,
			suggestion: didYouMean(unknown, names) ?? has,
		});
	}
	const open = questions.filter(({ name, usual }) => given[name] === undefined && usual === undefined);
	if (open.length > 0) throw needed(job, open, inputAdvice);
	return Object.fromEntries(
		questions.map(({ name, usual, options }) => {
			const value = given[name] ?? usual ?? "";
			if (!options || options.includes(value)) return [name, value];
			const suggestion = `${didYouMean(value, options) ?? ""} It takes: ${options.join(", ")}.`.trim();
			throw new UsageError({ message: `The input "${name}" does not take "${value}".`, suggestion });
		}),
	);
}

/** The values that a run was started with, where it is resumed or retried with the job as it is now. */
export function keptInputs(job: Job, kept: InputValues): InputValues {
	const names = Object.keys(job.definition.inputs ?? {});
	return Object.fromEntries(Object.entries(kept).filter(([name]) => names.includes(name)));
}

/** `lang=es, tone=formal`; undefined where there are none. */
export function inputsText(values: InputValues): string | undefined {
	const texts = Object.entries(values).map(
		([name, value]) => `${name}=${/^\S+$/.test(value) ? value : JSON.stringify(value)}`,
	);
	return texts.length === 0 ? undefined : texts.join(", ");
}

/** The job's inputs, as they are asked for. */
export function inputQuestions({ definition: { inputs = {} } }: Job): readonly InputQuestion[] {
	return Object.entries(inputs).map(([name, { description, default: usual, options }]) => ({
		name,
		description,
		usual: usual === undefined ? undefined : String(usual),
		options: options?.map(String),
	}));
}

function needed(
	{ file, document }: Job,
	questions: readonly InputQuestion[],
	advice: VariableSources["inputAdvice"],
): InputsNeededError {
	const problems = questions.map(({ name, description, usual, options }) => {
		const about = description === undefined ? "" : ` (${description})`;
		return {
			message: `The input "${name}"${about} has no value.`,
			suggestion: advice?.(name, usual ?? options?.[0]) ?? "Give it one for this run.",
			...(file === undefined ? {} : { file, ...document.locationOfKey(["inputs", name]) }),
		};
	});
	return new InputsNeededError(questions, problems);
}
