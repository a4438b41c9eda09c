import { lstatSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { SettingsError } from "../base/settingsError.ts";
import { endOfLinks } from "./files/realFile.ts";

/**
 * Why an output could not be opened, and what to do; the same error where the system's word has to do.
 * @param file absolute
 * @param isFresh it was to be made, if it was not there
 */
export function outputOpenError(file: string, error: NodeJS.ErrnoException, isFresh: boolean): Error {
	const refusal = (message: string, suggestion?: string) =>
		new SettingsError(message, { path: [], suggestion, cause: error });
	const broken = isFresh ? brokenLinkOf(file) : undefined;
	switch (error.code) {
		case "ENOENT":
		case "EEXIST":
		case "ENOTDIR":
			// What a link leads to may lack its folder, or have a file in place of it.
			if (broken && (broken.link !== file || error.code === "ENOENT")) {
				const { link, target } = broken;
				const why =
					link === file
						? `it is a link to ${target}, whose folder is missing`
						: `${link} is a link to ${target}, which is missing`;
				return refusal(`${file} cannot be made: ${why}.`, "Make that folder, or give the results another file.");
			}
			if (error.code !== "ENOENT") return refusal(`${file} cannot be made, as a file is where its folder would be.`);
			if (isFresh) return refusal(`${file} cannot be made (${error.code}).`, "Give the results another file.");
			return refusal(`${file}, which the run had started to write, is gone.`, "Put it back, or start a new run.");
		case "ELOOP":
			return refusal(
				`${file} cannot be opened, as links on its way lead in a circle.`,
				"Remove the link that leads back to itself, or give the results another file.",
			);
		case "ENAMETOOLONG":
			return refusal(
				`${file} cannot be opened, as its name, or that of one of its folders, is too long for the file system.`,
				"Give the results a file with a shorter name.",
			);
		case "EISDIR":
			return refusal(`${file} is a folder; expected a file for the results.`);
		case "EACCES":
		case "EPERM":
		case "EROFS":
			return refusal(`${file} may not be written (${error.code}).`);
		default:
			return error;
	}
}

/** Opening one would wait for somebody who reads from it. */
export function outputIsPipe(file: string): SettingsError {
	return new SettingsError(`${file} is a pipe; expected a file for the results.`, {
		path: [],
		suggestion: "Name a file, and read that once the run has ended.",
	});
}

/** The first link to nothing on the way to the file, and where it ends; both absolute. */
function brokenLinkOf(file: string): { readonly link: string; readonly target: string } | undefined {
	const parent = dirname(file);
	const above = parent === file ? undefined : brokenLinkOf(parent);
	if (above) return above;
	try {
		if (!lstatSync(file).isSymbolicLink() || statSync(file, { throwIfNoEntry: false })) return undefined;
		return { link: file, target: endOfLinks(file) };
	} catch {
		return undefined;
	}
}
