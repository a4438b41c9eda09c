import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { vscodeFolder } from "./repository.ts";

const downloadHost = "https://update.code.visualstudio.com/api/releases/stable";
const probeLimitMs = 3000;

export type Found = { readonly executable: string } | { readonly absentBecause: string };

/**
 * Finds a desktop VS Code for tests: the one in VSCODE_PATH, or else a downloaded one.
 *
 * @throws Error if VSCODE_PATH names a file that does not exist
 */
export async function findDesktopVscode(): Promise<Found> {
	const named = namedVscode();
	if (named) return { executable: named };
	if (!hasScreen()) return { absentBecause: "there is no screen for the desktop one" };
	if (!(await isReachable(downloadHost))) return { absentBecause: "the desktop one's download is out of reach" };
	return { executable: await downloadAndUnzipVSCode({ version: "stable", cachePath: vscodeFolder }) };
}

/**
 * Finds the desktop VS Code that the user works with: the one in VSCODE_PATH, or else `code` in the PATH.
 *
 * @throws Error if VSCODE_PATH names a file that does not exist
 */
export function findInstalledDesktopVscode(): string | undefined {
	const named = namedVscode();
	if (named || !hasScreen()) return named;
	const name = process.platform === "win32" ? "code.cmd" : "code";
	const folders = (process.env.PATH ?? "").split(delimiter);
	return folders.map((folder) => join(folder, name)).find(existsSync);
}

function namedVscode(): string | undefined {
	const named = process.env.VSCODE_PATH;
	if (named && !existsSync(named)) throw new Error(`VSCODE_PATH names ${named}, which does not exist.`);
	return named || undefined;
}

function hasScreen(): boolean {
	return process.platform !== "linux" || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

async function isReachable(url: string): Promise<boolean> {
	try {
		return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(probeLimitMs) })).ok;
	} catch {
		return false;
	}
}
