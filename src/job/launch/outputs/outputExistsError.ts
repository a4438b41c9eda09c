import { SettingsError } from "../../../base/settingsError.ts";
import { type Problem, UsageError } from "../../../base/usageError.ts";

/** An output would take the place of something that is not the job's own. */
export class OutputExistsError extends SettingsError {
	/** @param found what is there: "exists, and was not written by this job" */
	constructor(file: string, found: string) {
		super(`${file} ${found}; it would be overwritten.`, {
			path: [],
			suggestion: "Move it away, give the results a file of their own, or overwrite it (--overwrite).",
		});
	}
}

/** The same with its place in the job. Hosts may ask whether it may be overwritten. */
export class OverwriteError extends UsageError {
	/** What is there, for a question. */
	readonly found: string;

	constructor(problem: Problem) {
		super(problem);
		this.found = problem.message;
	}
}
