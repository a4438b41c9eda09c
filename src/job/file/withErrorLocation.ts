import { SettingsError } from "../../base/settingsError.ts";
import { type Problem, UsageError } from "../../base/usageError.ts";
import { RenderError } from "../../templates/renderError.ts";
import type { Job } from "./job.ts";

/**
 * Does the work; a SettingsError that it throws gets its location in the job.
 * @param above path in the job of the settings that `work` is about
 * @param redact masks secrets: a path or a URL in a message may contain some by now
 * @throws UsageError
 */
export async function withErrorLocation<T>(
	job: Job,
	above: readonly (string | number)[],
	redact: ((text: string) => string) | undefined,
	work: () => T | Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (thrown) {
		const error = thrown instanceof RenderError ? thrown.toSettingsError() : thrown;
		if (!(error instanceof SettingsError)) throw thrown;
		throw new UsageError(problemIn(job, error.below(...above), redact));
	}
}

/** The error as a problem of the job, at its location. */
export function problemIn(
	{ file, document }: Job,
	{ message, suggestion, path, offset }: SettingsError,
	redact: (text: string) => string = (text) => text,
): Problem {
	// The user has never seen the text of a job without a file; a location in it would only confuse.
	const location = file === undefined ? {} : { file, ...document.locationOf(path, offset) };
	return { message: redact(message), suggestion: suggestion && redact(suggestion), ...location };
}
