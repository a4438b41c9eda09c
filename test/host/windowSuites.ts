import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { atExit } from "./atExit.ts";
import { npmVscode } from "./npmVscode.ts";
import { repository } from "./repository.ts";
import { within } from "./timeLimit.ts";

/**
 * Runs `test/vscode/window/`, which drives windows from outside, in its own mocha process.
 *
 * @returns whether all tests passed
 */
export async function runWindowSuites(grep: string | undefined, limitMs: number): Promise<boolean> {
	await npmVscode(); // an install takes longer than a test may
	const mocha = join(repository, "node_modules/mocha/bin/mocha.js");
	const config = join(repository, "test/vscode/.mocharc.json");
	const child = spawn(process.execPath, [mocha, "--config", config, ...(grep ? ["--grep", grep] : [])], {
		cwd: repository,
		stdio: ["ignore", "inherit", "inherit"],
	});
	// SIGTERM and not SIGKILL: it has windows to close.
	const forget = atExit(() => child.kill("SIGTERM"));
	const [exitCode] = (await within(limitMs, "The window suites", once(child, "exit"))) as [number | null];
	forget();
	return exitCode === 0;
}
