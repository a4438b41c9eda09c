import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { version } from "vscode";
import { suitesBegin, suitesEnd } from "./suiteMarkers.ts";

/**
 * Called in the extension host: runs the suites that were bundled beside this file. Rejects if a test fails. Writes
 * how many ran to the file BATCHLINE_TEST_VERDICT, because an extension host that crashes ends with exit code 0.
 */
export async function run(): Promise<void> {
	const { BATCHLINE_TEST_GREP: grep, BATCHLINE_TEST_VERDICT: verdictFile } = process.env;
	if (!verdictFile) throw new Error("Expected BATCHLINE_TEST_VERDICT to name a file.");
	console.log(`${suitesBegin} ${version}, Node ${process.versions.node}`);
	// slow: 0 makes mocha print the duration of every test.
	const mocha = new Mocha({ timeout: 30_000, slow: 0, forbidOnly: true, color: true, ...(grep ? { grep } : {}) });
	for (const path of readdirSync(__dirname, { recursive: true, encoding: "utf8" }).sort())
		if (path.endsWith(".test.cjs")) mocha.addFile(join(__dirname, path));
	const failures = await new Promise<number>((resolve) => {
		const runner = mocha.run((count) => {
			writeFileSync(verdictFile, JSON.stringify({ passes: runner.stats?.passes ?? 0, failures: count }));
			resolve(count);
		});
	});
	console.log(suitesEnd);
	if (failures > 0) throw new Error(`${failures} failed.`);
}
