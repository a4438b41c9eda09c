import { resolve } from "node:path";
import { z } from "zod";
import { fileIdentity } from "../../base/fileIdentity.ts";
import { SettingsError } from "../../base/settingsError.ts";
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

/** @throws SettingsError for the first that cannot be read, or is one of those before it by another name */
export async function textInputs(files: TextFiles, baseFolder: string): Promise<readonly Input[]> {
	const isShort = typeof files === "string" || Array.isArray(files);
	const { path, encoding: name } = isShort ? { path: files } : files;
	const settingsPath = isShort ? [] : ["path"];
	if (typeof path === "string") return [await fileInput(path, baseFolder, settingsPath, name)];
	const inputs: Input[] = [];
	const names = new Map<string, string>();
	for (const [at, file] of path.entries()) {
		const filePath = [...settingsPath, at];
		const input = await fileInput(file, baseFolder, filePath, name);
		assertNew(file, { names, identity: fileIdentity(resolve(baseFolder, file)), path: filePath });
		inputs.push(input);
	}
	return inputs;
}

interface Listed {
	/** Of the files so far, by their identity. */
	readonly names: Map<string, string>;
	readonly identity: string | undefined;
	readonly path: readonly (string | number)[];
}

function assertNew(file: string, { names, identity, path }: Listed): void {
	if (identity === undefined) return;
	const before = names.get(identity);
	names.set(identity, file);
	if (before === undefined) return;
	const message =
		before === file ? `${file} is in the list twice` : `${file} is the same file as ${before}, by another name`;
	throw new SettingsError(`${message}: each of its items would be run twice.`, { path, suggestion: "Name it once." });
}

/** `posts.csv`, or `3 files`. */
export function describeFiles(files: TextFiles): string {
	const paths = typeof files === "string" || Array.isArray(files) ? files : files.path;
	if (typeof paths === "string") return paths;
	return paths.length === 1 ? (paths[0] ?? "") : `${paths.length} files`;
}
