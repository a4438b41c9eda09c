/** A planned key that this version lacks. "Unknown key" would send the user looking for a typo. */
interface PlannedFeature {
	/** What to do meanwhile, as a sentence. */
	readonly advice: string;
}

const plannedKeys: Readonly<Record<string, PlannedFeature>> = {
	schedule: { advice: "Until it is, let your system's scheduler start the job." },
	on: { advice: "Remove it: the job runs in this process." },
	"run.editor": { advice: 'Until it is, use "replace" or "module".' },
	"run.prompt": { advice: 'Until it is, use "http" or "module".' },
	"run.sql": { advice: 'Until it is, use "command" or "module".' },
	"output.file": { advice: 'Until it is, use "jsonl".' },
	"output.editor": { advice: 'Until it is, use "jsonl".' },
};

/** Advice for a planned key; undefined for any other. */
export function plannedFeature(path: readonly (string | number)[]): string | undefined {
	return plannedKeys[path.join(".")]?.advice;
}
