import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { NpmVscode } from "./npmVscode.ts";

/**
 * Installs an extension for a server that is not started yet, so that a window is what a user's is: in an "extension
 * development" window of this VS Code no notification would show.
 *
 * @param extension a .vsix file, or an extension's folder, of which what its package.json says it ships is taken
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
	const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
	const target = join(extensionsFolder, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
	const shipped = manifest.files ? ["package.json", ...manifest.files] : ["."];
	for (const name of shipped)
		if (existsSync(join(folder, name))) await cp(join(folder, name), join(target, name), { recursive: true });
}

interface Manifest {
	readonly publisher: string;
	readonly name: string;
	readonly version: string;
	readonly files?: readonly string[];
}
