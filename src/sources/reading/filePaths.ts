import { resolve } from "node:path";
import { z } from "zod";
import { fileIdentity } from "../../base/fileIdentity.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { SourceContext } from "../sourceKind.ts";
import { encoding } from "./encoding.ts";
import { type FilePlace, fileInput } from "./fileInput.ts";
import type { Input } from "./input.ts";
import { standardInputFile, standardInputName, standardInputPath } from "./standardInput.ts";

export const filePath = z.string().min(1, "Expected the path of a file, found an empty string.");

/** One file or several. */
export const filePaths = z
	.union([filePath, z.array(filePath).min(1, "Expected at least one file.")])
	.describe(
		'A file, or a list of files that are read one after the other. Relative to the job file; "-" is standard input.',
	);

export type FilePaths = z.output<typeof filePaths>;

/** One text file or several, in whatever encoding. */
export const textFiles = z.union([filePaths, z.strictObject({ path: filePaths, encoding: encoding.optional() })]);

export type TextFiles = z.output<typeof textFiles>;

/** @throws SettingsError for the first that cannot be read, or is one of those before it by another name */
export async function textInputs(files: TextFiles, context: SourceContext): Promise<readonly Input[]> {
	const { baseFolder } = context;
	const isShort = typeof files === "string" || Array.isArray(files);
	const { path, encoding } = isShort ? { path: files } : files;
	const settingsPath = isShort ? [] : ["path"];
	if (typeof path === "string") return [await namedInput(path, { settingsPath, encoding }, context)];
	const inputs: Input[] = [];
	const names = new Map<string, string>();
	for (const [at, file] of path.entries()) {
		const filePath = [...settingsPath, at];
		const input = await namedInput(file, { settingsPath: filePath, encoding }, context);
		assertNew(file, { names, identity: fileIdentity(resolve(baseFolder, file)), path: filePath });
		inputs.push(input);
	}
	return inputs;
}

/** A file, or what `-` stands for. @throws SettingsError */
export async function namedInput(
	path: string,
	place: Pick<FilePlace, "settingsPath" | "encoding" | "hasNuls">,
	context: SourceContext,
): Promise<Input> {
	const { baseFolder } = context;
	if (path !== standardInputPath) return fileInput(path, { ...place, baseFolder });
	const file = await standardInputFile(context, place.settingsPath);
	return fileInput(file, { ...place, baseFolder, name: standardInputName });
}

/** Whether standard input is among the files. */
export function readsStandardInput(files: TextFiles): boolean {
	return pathsOf(files).includes(standardInputPath);
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
	const [path = "", ...others] = pathsOf(files);
	if (others.length > 0) return `${others.length + 1} files`;
	return path === standardInputPath ? standardInputName : path;
}

function pathsOf(files: TextFiles): readonly string[] {
	const paths = typeof files === "string" || Array.isArray(files) ? files : files.path;
	return typeof paths === "string" ? [paths] : paths;
}
