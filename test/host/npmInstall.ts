import { text } from "node:stream/consumers";
import { ProcessGroup } from "./processGroup.ts";

/**
 * Runs `npm install` in `folder`, without the packages' scripts.
 *
 * @throws Error with npm's output if it fails
 */
export async function npmInstall(folder: string, flags: readonly string[] = []): Promise<void> {
	const args = ["install", `--prefix=${folder}`, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
	// A process group, so that the install ends if we end before it.
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
