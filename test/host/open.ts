// `npm run code [-- FOLDER_OR_FILE]`: VS Code with this extension, to try it. Default: the example of `npm start`.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { findInstalledDesktopVscode } from "./desktopVscode.ts";
import { installExtension } from "./installExtension.ts";
import { npmVscode } from "./npmVscode.ts";
import { repository, vscodeFolder } from "./repository.ts";
import { VscodeServer } from "./server.ts";
import { defaultSettings } from "./windowSettings.ts";
import { workbenchUrl } from "./workbenchUrl.ts";

/** The same each time if possible: VS Code keeps a folder's runs under the address that the folder was opened with. */
const usualPort = 41390;

const target = resolve(process.argv[2] ?? join(repository, "examples/license-audit/license-audit.batch.json"));
if (!existsSync(target)) {
	console.error(`Expected a folder or a file to open, but there is no ${target}.`);
	process.exit(2);
}
const isFile = statSync(target).isFile();
const workspace = isFile ? dirname(target) : target;
const desktop = findInstalledDesktopVscode();
if (desktop) {
	const args = [`--extensionDevelopmentPath=${repository}`, "--new-window", workspace, ...(isFile ? [target] : [])];
	spawn(desktop, args, { stdio: "ignore", detached: true, shell: process.platform === "win32" }).unref();
	console.log(`Opening ${target} in ${desktop}.`);
} else {
	const vscode = await npmVscode();
	const folder = join(vscodeFolder, "open");
	const token = randomUUID(); // other users of this machine can reach its loopback too
	const options = {
		dataFolder: join(folder, "server"),
		extensionsFolder: join(folder, "extensions"),
		trusted: true,
		keepWhenIdle: true,
		port: (await isFree(usualPort)) ? usualPort : 0,
		token,
	};
	const settingsFile = join(options.dataFolder, "data/User/settings.json");
	if (!existsSync(settingsFile)) {
		await mkdir(dirname(settingsFile), { recursive: true });
		await writeFile(settingsFile, JSON.stringify(defaultSettings, null, "\t"));
	}
	await rm(options.extensionsFolder, { recursive: true, force: true });
	await installExtension(vscode, repository, options.extensionsFolder);
	const server = await VscodeServer.start(vscode, options);
	const url = workbenchUrl({ port: server.port, workspace, token, openFile: isFile ? target : undefined });
	console.log(
		`There is no desktop VS Code here, so this is ${vscode.version} in a browser. Open\n\n  ${url}\n\nCtrl-C ends it.`,
	);
	await server.exited;
	console.error(`VS Code's server has ended:\n${server.output}`);
	process.exitCode = 1;
}

function isFree(port: number): Promise<boolean> {
	const probe = createServer();
	return new Promise((resolve) => {
		probe.once("error", () => resolve(false));
		probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
	});
}
