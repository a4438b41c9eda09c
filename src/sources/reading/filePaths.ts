import { z } from "zod";
import { fileInput } from "./fileInput.ts";
import type { Input } from "./input.ts";

const filePath = z.string().min(1, "Expected the path of a file, found an empty string.");

/** One file or several. */
export const filePaths = z
	.union([filePath, z.array(filePath).min(1, "Expected at least one file.")])
	.describe("A file, or a list of files that are read one after the other. Relative to the job file.");

export type FilePaths = z.output<typeof filePaths>;

/**
 * @param settingsPath of `paths` in the settings
 * @throws SettingsError for the first that cannot be read
 */
export async function fileInputs(
	paths: FilePaths,
	baseFolder: string,
	settingsPath: readonly (string | number)[],
): Promise<readonly Input[]> {
	if (typeof paths === "string") return [await fileInput(paths, baseFolder, settingsPath)];
	const inputs: Input[] = [];
	for (const [at, path] of paths.entries()) inputs.push(await fileInput(path, baseFolder, [...settingsPath, at]));
	return inputs;
}

/** `posts.csv`, or `3 files`. */
export function describePaths(paths: FilePaths): string {
	if (typeof paths === "string") return paths;
	return paths.length === 1 ? (paths[0] ?? "") : `${paths.length} files`;
}
