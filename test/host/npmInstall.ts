import { text } from "node:stream/consumers";
import { ProcessGroup } from "./processGroup.ts";

/**
 * `npm install` in `folder`, running no package's scripts.
 *
 * @throws Error with npm's own words when it fails
 */
export async function npmInstall(folder: string, flags: readonly string[] = []): Promise<void> {
	const args = ["install", `--prefix=${folder}`, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
	// A group, so that an install that we are not there to see the end of does not go on.
	const npm = new ProcessGroup("npm", [...args, ...flags], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
	const output = Promise.all([npm.process.stdout, npm.process.stderr].map((stream) => (stream ? text(stream) : "")));
	const exit = await npm.exited;
	if (exit !== 0)
		throw new Error(
			`Could not install VS Code from npm (${exit}). Is the registry in reach? ` +
				`The tests inside the extension host need no install when VSCODE_PATH names a desktop VS Code.\n` +
				(await output).join(""),
		);
	await npm.dispose();
}
