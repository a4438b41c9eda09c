/** A planned key that this version lacks. "Unknown key" would send the user looking for a typo. */
interface PlannedFeature {
	/** What to do meanwhile, as a sentence. */
	readonly advice: string;
}

const plannedKeys: Readonly<Record<string, PlannedFeature>> = {
	canary: { advice: 'Until it is, try the first items with "limit" in "items".' },
	rollback: { advice: 'Until it is, write a job that undoes it, over the "results" of this one.' },
	schedule: { advice: "Until it is, let your system's scheduler start the job." },
	on: { advice: "Remove it: the job runs in this process." },
	"run.editor": { advice: 'Until it is, use "replace" or "module".' },
	"run.file": { advice: 'Until it is, use "command" or "module".' },
	"run.prompt": { advice: 'Until it is, use "http" or "module".' },
	"run.sql": { advice: 'Until it is, use "command" or "module".' },
	"run.steps": { advice: 'Until it is, use "module", or a second job over the "results" of the first.' },
	"run.command.stdout": { advice: 'Until it is, write a line for the shell: "… > {{ key }}.txt".' },
	"run.http.auth": { advice: 'Until it is, write "authorization" into "headers".' },
	"run.http.form": { advice: 'Until it is, write it into "body", and its "content-type" into "headers".' },
	"run.http.keep": { advice: 'Until it is, use "module".' },
	"run.http.multipart": { advice: 'Until it is, use "command" with curl, or "module".' },
	"run.http.poll": { advice: 'Until it is, use "module".' },
	"run.http.query": { advice: 'Until it is, write it into "url".' },
	"run.http.resultKey": { advice: 'Until it is, use "module".' },
	"run.http.results": { advice: 'Until it is, use "module".' },
	"run.http.save": { advice: 'Until it is, use "command" with curl, or "module".' },
	"halt.cost": { advice: 'Until it is, use "successes" or "duration".' },
	"halt.tokens": { advice: 'Until it is, use "successes" or "duration".' },
	"output.file": { advice: 'Until it is, use "jsonl".' },
	"output.editor": { advice: "Until it is, put them in place with Open Results… when the run has ended." },
};

/** Advice for a planned key; undefined for any other. */
export function plannedFeature(path: readonly (string | number)[]): string | undefined {
	// One of several outputs is like one alone.
	return plannedKeys[path.filter((step) => typeof step === "string").join(".")]?.advice;
}
