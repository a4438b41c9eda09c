import { existsSync } from "node:fs";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { vscodeFolder } from "./repository.ts";

const downloadHost = "https://update.code.visualstudio.com/api/releases/stable";
const probeLimitMs = 3000;

export type Found = { readonly executable: string } | { readonly absentBecause: string };

/**
 * Finds desktop VS Code: the one in VSCODE_PATH, else a downloaded one.
 *
 * @throws Error when VSCODE_PATH names a file that does not exist
 */
export async function findDesktopVscode(): Promise<Found> {
	const named = process.env.VSCODE_PATH;
	if (named) {
		if (!existsSync(named)) throw new Error(`VSCODE_PATH names ${named}, which does not exist.`);
		return { executable: named };
	}
	const hasScreen = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
	if (!hasScreen) return { absentBecause: "there is no screen for the desktop one" };
	if (!(await isReachable(downloadHost))) return { absentBecause: "the desktop one's download is out of reach" };
	return { executable: await downloadAndUnzipVSCode({ version: "stable", cachePath: vscodeFolder }) };
}

async function isReachable(url: string): Promise<boolean> {
	try {
		return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(probeLimitMs) })).ok;
	} catch {
		return false;
	}
}
