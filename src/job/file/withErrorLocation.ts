import { SettingsError } from "../../base/settingsError.ts";
import { type Problem, UsageError } from "../../base/usageError.ts";
import { RenderError } from "../../templates/renderError.ts";
import type { Job } from "./job.ts";

/**
 * What `work` gives; a SettingsError of its is told at its place in the job.
 * @param above where in the job the settings stand that `work` is about
 * @param redact takes secrets out, which a path or a URL in a message may hold by now
 * @throws UsageError
 */
export async function withErrorLocation<T>(
	job: Job,
	above: readonly string[],
	redact: ((text: string) => string) | undefined,
	work: () => T | Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (thrown) {
		const error = thrown instanceof RenderError ? thrown.toSettingsError() : thrown;
		if (!(error instanceof SettingsError)) throw thrown;
		throw new UsageError(problemOf(error.below(...above), job, redact ?? ((text) => text)));
	}
}

function problemOf(
	{ message, suggestion, path, offset }: SettingsError,
	job: Job,
	redact: (text: string) => string,
): Problem {
	const { file, document } = job;
	// A job without a file has a text that nobody has seen; a place in it would only puzzle.
	const place = file === undefined ? {} : { file, ...document.locationOf(path, offset) };
	return { message: redact(message), suggestion: suggestion && redact(suggestion), ...place };
}
