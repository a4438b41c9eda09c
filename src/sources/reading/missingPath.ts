import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { SettingsError } from "../../base/settingsError.ts";
import { didYouMean } from "../../templates/didYouMean.ts";

/** Where a path stops existing. */
export interface MissingPart {
	/** The first part that does not exist, absolute. */
	readonly missing: string;
	/** A similar name in its folder, as a sentence. */
	readonly suggestion: string | undefined;
}

/** @param path absolute, of something that is not there */
export async function findMissingPart(path: string): Promise<MissingPart> {
	const folder = dirname(path);
	try {
		const names = await readdir(folder);
		return { missing: path, suggestion: didYouMean(basename(path), names) };
	} catch {
		// The folder does not exist either, or is not a folder; at the root there is nothing above to look at.
		return folder === path ? { missing: path, suggestion: undefined } : findMissingPart(folder);
	}
}

/** @param file absolute */
export async function missingPathError(
	file: string,
	path: readonly (string | number)[],
	cause?: unknown,
): Promise<SettingsError> {
	const { missing, suggestion } = await findMissingPart(file);
	const message =
		missing === file
			? `There is no file ${file}.`
			: `There is no file ${file}: ${missing} does not exist or is no folder.`;
	return new SettingsError(message, { path, suggestion: suggestion ?? patternAdvice(file), cause });
}

function patternAdvice(file: string): string | undefined {
	return /[*?]/.test(file) ? 'Patterns are for "files"; name each file here.' : undefined;
}
