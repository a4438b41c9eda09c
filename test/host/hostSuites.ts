import { cp, readFile, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTests, TestRunFailedError } from "@vscode/test-electron";
import * as esbuild from "esbuild";
import { glob } from "tinyglobby";
import { findDesktopVscode } from "./desktopVscode.ts";
import { npmVscode } from "./npmVscode.ts";
import { outFolder, repository } from "./repository.ts";
import { TemporaryFolder } from "./temporaryFolder.ts";
import { within } from "./timeLimit.ts";

const bundles = join(outFolder, "host");

/**
 * Runs `test/vscode/host/` inside the extension host of a real VS Code: desktop if available, or else from npm.
 *
 * @returns whether all tests passed
 */
export async function runHostSuites(grep: string | undefined, limitMs: number): Promise<boolean> {
	await bundleSuites();
	const vscode = await chooseVscode();
	using folder = new TemporaryFolder();
	const workspace = join(folder.path, "workspace");
	await cp(join(repository, "test/fixtures/workspace"), workspace, { recursive: true });
	const verdictFile = join(folder.path, "verdict.json");
	const running = runTests({
		vscodeExecutablePath: vscode.executable,
		extensionDevelopmentPath: repository,
		extensionTestsPath: join(bundles, "mochaRun.cjs"),
		extensionTestsEnv: { ...vscode.env, BATCHLINE_TEST_GREP: grep, BATCHLINE_TEST_VERDICT: verdictFile },
		launchArgs: [
			workspace,
			`--user-data-dir=${join(folder.path, "data")}`,
			`--extensions-dir=${join(folder.path, "extensions")}`,
		],
	});
	try {
		await within(limitMs, "The host suites", running);
		const verdict = JSON.parse(await readFile(verdictFile, "utf8")) as { passes: number; failures: number };
		if (verdict.passes === 0) console.error("No test ran in the extension host.");
		return verdict.failures === 0 && verdict.passes > 0;
	} catch (error) {
		if (error instanceof TestRunFailedError) return false; // each failure has been printed already
		throw new Error("VS Code ended before the host suites did.", { cause: error });
	}
}

/** The launcher starts either kind and ends it when we end. Windows can't start a script by its name. */
async function chooseVscode(): Promise<{ executable: string; env: NodeJS.ProcessEnv }> {
	const desktop = await findDesktopVscode();
	if ("executable" in desktop && process.platform === "win32") return { executable: desktop.executable, env: {} };
	if ("absentBecause" in desktop) {
		console.log(`Running in the VS Code from npm, since ${desktop.absentBecause}.`);
		await npmVscode(); // an install does not count towards the time limit
	}
	return {
		executable: fileURLToPath(new URL("./launcher.ts", import.meta.url)),
		env: {
			// The launcher's first line looks for node in the PATH.
			PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
			...("executable" in desktop ? { BATCHLINE_DESKTOP_VSCODE: desktop.executable } : {}),
		},
	};
}

/** The extension host loads CommonJS, and can't strip types. */
async function bundleSuites(): Promise<void> {
	await rm(bundles, { recursive: true, force: true });
	const suites = await glob("test/vscode/host/**/*.test.ts", { cwd: repository });
	await esbuild.build({
		absWorkingDir: repository,
		entryPoints: [
			{ in: "test/host/mochaRun.ts", out: "mochaRun" },
			...suites.map((path) => ({ in: path, out: path.replace(/\.ts$/, "") })),
		],
		outdir: bundles,
		outExtension: { ".js": ".cjs" },
		bundle: true,
		platform: "node",
		format: "cjs",
		target: "node22.15",
		sourcemap: "inline",
		external: ["vscode", "mocha"],
		logLevel: "warning",
	});
}
