import { constants } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { basename, delimiter, dirname, extname, join, resolve } from "node:path";
import { SettingsError } from "../../../base/settingsError.ts";
import { didYouMean } from "../../../templates/didYouMean.ts";

const isWindows = process.platform === "win32";
/** What Windows can start without a shell; a batch file would be run by cmd.exe, which reads arguments as code. */
const windowsEndings = [".exe", ".com"];

/** Resolves a relative path against the base folder; a plain name is left to PATH. */
export function programPath(name: string, baseFolder: string): string {
	return isPath(name) ? resolve(baseFolder, name) : name;
}

/**
 * The absolute path of a program.
 * @param options.path place in the settings
 * @throws SettingsError where there is none
 */
export async function findProgram(
	name: string,
	options: {
		readonly path: readonly (string | number)[];
		readonly baseFolder: string;
		/** Folders to look in, separated as in PATH. */
		readonly searchPath: string;
	},
): Promise<string> {
	const { path, baseFolder, searchPath } = options;
	const wanted = programPath(name, baseFolder);
	const folders = isPath(name)
		? [dirname(wanted)]
		: searchPath.split(delimiter).map((folder) => resolve(baseFolder, folder));
	let unusable: string | undefined;
	for (const folder of folders) {
		for (const file of namesOf(basename(name)).map((fileName) => join(folder, fileName))) {
			const found = await stat(file).catch(() => undefined);
			if (!found?.isFile()) continue;
			if (await isExecutable(file)) return file;
			unusable ??= file;
		}
	}
	if (unusable !== undefined) throw new SettingsError(`${unusable} may not be executed.`, { path, ...cure(unusable) });
	const message = isPath(name)
		? `There is no program ${wanted}.`
		: `The program "${name}" is not installed: no folder of PATH has it.`;
	throw new SettingsError(message, { path, suggestion: await guess(name, folders) });
}

function isPath(name: string): boolean {
	return name.includes("/") || (isWindows && name.includes("\\"));
}

function namesOf(name: string): readonly string[] {
	if (!isWindows || windowsEndings.includes(extname(name).toLowerCase())) return [name];
	return [...windowsEndings, ".cmd", ".bat"].map((ending) => name + ending);
}

async function isExecutable(file: string): Promise<boolean> {
	if (isWindows) return windowsEndings.includes(extname(file).toLowerCase());
	return access(file, constants.X_OK).then(
		() => true,
		() => false,
	);
}

function cure(file: string): { suggestion: string } {
	return isWindows
		? { suggestion: "It is a batch file, whose arguments cmd.exe would read as code. Name the program that it starts." }
		: { suggestion: `Allow it with: chmod +x ${file}` };
}

async function guess(name: string, folders: readonly string[]): Promise<string> {
	const lists = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
	const known = isWindows ? lists.flat().map((file) => basename(file, extname(file))) : lists.flat();
	if (isPath(name)) return didYouMean(basename(name), known) ?? "Paths are relative to the job file.";
	return didYouMean(name, known) ?? "Install it, or give its path.";
}
