import { z } from "zod";
import { encoding } from "./encoding.ts";
import { fileInput } from "./fileInput.ts";
import type { Input } from "./input.ts";

const filePath = z.string().min(1, "Expected the path of a file, found an empty string.");

/** One file or several. */
export const filePaths = z
	.union([filePath, z.array(filePath).min(1, "Expected at least one file.")])
	.describe("A file, or a list of files that are read one after the other. Relative to the job file.");

export type FilePaths = z.output<typeof filePaths>;

/** One text file or several, in whatever encoding. */
export const textFiles = z.union([filePaths, z.strictObject({ path: filePaths, encoding: encoding.optional() })]);

export type TextFiles = z.output<typeof textFiles>;

/** @throws SettingsError for the first that cannot be read */
export async function textInputs(files: TextFiles, baseFolder: string): Promise<readonly Input[]> {
	const isShort = typeof files === "string" || Array.isArray(files);
	const { path, encoding: name } = isShort ? { path: files } : files;
	const settingsPath = isShort ? [] : ["path"];
	if (typeof path === "string") return [await fileInput(path, baseFolder, settingsPath, name)];
	const inputs: Input[] = [];
	for (const [at, file] of path.entries()) inputs.push(await fileInput(file, baseFolder, [...settingsPath, at], name));
	return inputs;
}

/** `posts.csv`, or `3 files`. */
export function describeFiles(files: TextFiles): string {
	const paths = typeof files === "string" || Array.isArray(files) ? files : files.path;
	if (typeof paths === "string") return paths;
	return paths.length === 1 ? (paths[0] ?? "") : `${paths.length} files`;
}
