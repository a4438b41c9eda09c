import { execFile } from "node:child_process";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { glob } from "tinyglobby";
import type { NpmVscode } from "./npmVscode.ts";

/**
 * Installs an extension before its server starts, so that the window is like a user's: an "extension development"
 * window of this VS Code shows no notifications.
 *
 * @param extension a .vsix file, or an extension's folder, without what its .vscodeignore leaves out
 */
export async function installExtension(vscode: NpmVscode, extension: string, extensionsFolder: string): Promise<void> {
	if (!extension.endsWith(".vsix")) return await copyExtension(extension, extensionsFolder);
	await promisify(execFile)(process.execPath, [
		vscode.serverMain,
		`--install-extension=${extension}`,
		`--extensions-dir=${extensionsFolder}`,
		`--server-data-dir=${extensionsFolder}-install`,
		"--accept-server-license-terms",
	]);
}

async function copyExtension(folder: string, extensionsFolder: string): Promise<void> {
	const { publisher, name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
	const target = join(extensionsFolder, `${publisher}.${name}-${version}`);
	for (const path of await glob(["package.json", ...(await shipped(folder))], { cwd: folder }))
		await cp(join(folder, path), join(target, path));
}

/** Our .vscodeignore leaves everything out except for what it names. */
async function shipped(folder: string): Promise<string[]> {
	const lines = (await readFile(join(folder, ".vscodeignore"), "utf8")).split(/\r?\n/);
	return lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
}

interface Manifest {
	readonly publisher: string;
	readonly name: string;
	readonly version: string;
}
