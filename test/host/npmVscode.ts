import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromiumFrom, unpackChromium } from "./chromium.ts";
import { npmInstall } from "./npmInstall.ts";
import { vscodeFolder } from "./repository.ts";

/** Pinned. Another version gets a new folder, and the old one is deleted. */
const packages = { "code-server": "4.139.1", "@sparticuz/chromium": "153.0.0" };
const folder = join(
	vscodeFolder,
	`npm-${Object.values(packages)
		.map((version) => version.replace(/\W/g, "-"))
		.join("_")}`,
);

/** VS Code's own server and workbench from the npm registry, with a Chromium to show it in. */
export interface NpmVscode {
	/** Version of VS Code itself, as in "1.139.1". */
	readonly version: string;
	/** The server's entry, for Node 24. */
	readonly serverMain: string;
	/** Its built-in extensions. */
	readonly builtInFolder: string;
	readonly chromium: { readonly executable: string; readonly env: NodeJS.ProcessEnv };
}

/**
 * Finds it in `.vscode-test/`, or installs it there first (about 20 s and 550 MB).
 *
 * @throws Error that says what to do if it can't be installed or started here
 */
export async function npmVscode(): Promise<NpmVscode> {
	checkMachine();
	if (!existsSync(folder)) await install();
	const server = join(folder, "node_modules/code-server/lib/vscode");
	const { version } = JSON.parse(await readFile(join(server, "package.json"), "utf8")) as { version: string };
	return {
		version,
		serverMain: join(server, "out/server-main.js"),
		builtInFolder: join(server, "extensions"),
		chromium: chromiumFrom(folder),
	};
}

/** The folder gets its final name at the very end, so that an aborted install is never taken for a good one. */
async function install(): Promise<void> {
	const startedAt = performance.now();
	console.log(`Installing VS Code from npm into ${folder} (once, about 20 s)…`);
	await mkdir(vscodeFolder, { recursive: true });
	for (const name of await readdir(vscodeFolder))
		if (name.startsWith("npm-")) await rm(join(vscodeFolder, name), { recursive: true, force: true });
	const partial = `${folder}.partial`;
	await mkdir(partial);
	await writeFile(join(partial, "package.json"), JSON.stringify({ private: true, dependencies: packages }));
	await npmInstall(partial);
	// The server has dependencies of its own. Its package leaves them to a script that fails without a compiler.
	await npmInstall(join(partial, "node_modules/code-server/lib/vscode"), ["--omit=dev"]);
	await unpackChromium(partial, folder);
	await rename(partial, folder);
	console.log(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
}

function checkMachine(): void {
	if (process.platform !== "linux" || process.arch !== "x64")
		throw new Error(
			`The VS Code from npm runs on Linux x64 only, and this is ${process.platform} ${process.arch}. ` +
				"Go online, so that desktop VS Code can be downloaded, or name yours in VSCODE_PATH.",
		);
	if (!process.version.startsWith("v24."))
		throw new Error(
			`VS Code's server needs Node 24, and this is ${process.version}. Start it with "npm run", which uses the project's own.`,
		);
}
