#!/usr/bin/env node
// Stands in for the VS Code executable: it takes the flags that @vscode/test-electron passes, and exits with the code
// of the test suite that they name. The suite runs in the desktop VS Code that the environment names, or else in the
// one from npm.
import { parseArgs } from "node:util";
import { ProcessGroup } from "./processGroup.ts";
import { runSuite } from "./suiteRun.ts";

// Stdin ends when our parent does. Then we end too, with everything that we have started.
process.stdin.on("end", () => process.exit(1)).resume();

try {
	process.exit(await launch());
} catch (error) {
	console.error(error);
	process.exit(1);
}

async function launch(): Promise<number> {
	const desktop = process.env.BATCHLINE_DESKTOP_VSCODE;
	if (!desktop) return await runSuite(suiteOptions());
	const exit = await new ProcessGroup(desktop, process.argv.slice(2), { stdio: ["ignore", "inherit", "inherit"] })
		.exited;
	if (typeof exit === "string") console.error(`${desktop} ended: ${exit}`);
	return typeof exit === "number" ? exit : 1;
}

function suiteOptions(): Parameters<typeof runSuite>[0] {
	const { values, positionals } = parseArgs({
		strict: false, // there are more flags, all for Electron
		allowPositionals: true,
		options: {
			extensionDevelopmentPath: { type: "string", multiple: true },
			extensionTestsPath: { type: "string", default: "" },
			"user-data-dir": { type: "string", default: "" },
			"extensions-dir": { type: "string", default: "" },
			"disable-workspace-trust": { type: "boolean", default: false },
		},
	});
	return {
		extensions: (values.extensionDevelopmentPath ?? []).map(String),
		tests: String(values.extensionTestsPath),
		workspace: positionals[0],
		dataFolder: String(values["user-data-dir"]),
		extensionsFolder: String(values["extensions-dir"]),
		trusted: values["disable-workspace-trust"] === true,
	};
}
