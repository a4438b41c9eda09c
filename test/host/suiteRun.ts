import { format } from "node:util";
import { launchChromium } from "./chromium.ts";
import { npmVscode } from "./npmVscode.ts";
import { type ServerOptions, VscodeServer } from "./server.ts";
import { SuiteOutput } from "./suiteOutput.ts";
import { workbenchUrl } from "./workbenchUrl.ts";

export interface SuiteRunOptions extends ServerOptions {
	/** Folders of extensions under development. */
	readonly extensions: readonly string[];
	/** The module whose `run` is called in the extension host. */
	readonly tests: string;
	readonly workspace: string | undefined;
}

/**
 * Runs an extension test suite in the VS Code from npm, and prints what it logs.
 *
 * @returns 0 if its `run` resolved, 1 if it rejected
 * @throws Error if server, browser or window end before that
 */
export async function runSuite(options: SuiteRunOptions): Promise<number> {
	const vscode = await npmVscode();
	await using server = await VscodeServer.start(vscode, { ...options, testing: true });
	await using browser = await launchChromium(vscode.chromium);
	const page = await browser.newPage();
	const output = new SuiteOutput();
	const exitCode = new Promise<number>((resolve, reject) => {
		const fail = (what: string) =>
			reject(new Error(`${what} before the suites had ended. Its log:\n${output.unseen}\n${server.output}`));
		server.exited.then((code) => fail(`VS Code's server ended (${code})`));
		browser.on("disconnected", () => fail("The browser ended"));
		page.on("crash", () => fail("The window crashed"));
		// The workbench calls these two functions if its page has them.
		const exposed = Promise.all([
			page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) =>
				output.add(format(...args)),
			),
			page.exposeFunction("codeAutomationExit", (code: number) =>
				output.ended ? resolve(code) : fail("The extension host ended"),
			),
		]);
		exposed.then(() => page.goto(workbenchUrl({ ...options, port: server.port }))).catch(reject);
	});
	return await exitCode;
}
