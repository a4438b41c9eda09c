import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryFile } from "./places.ts";

const benchFolder = repositoryFile("bench");
const manifest = join(benchFolder, "package.json");

/** @throws when npm fails; it has printed its own message */
export function installPeers(): void {
	if (peerNames().every((name) => installedVersion(name) === peerVersions()[name])) return;
	console.error("Installing what we are measured against into bench/node_modules …");
	const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
		cwd: benchFolder,
		stdio: ["ignore", "ignore", "inherit"],
		shell: process.platform === "win32",
	});
	if (status !== 0) throw new Error(`npm ci in ${benchFolder} failed. Can you reach the registry?`);
}

export function peerVersions(): Readonly<Record<string, string>> {
	return JSON.parse(readFileSync(manifest, "utf8")).devDependencies;
}

/** A package of bench/package.json. Untyped, so that `npm run types` passes without it. */
// biome-ignore lint/suspicious/noExplicitAny: its types are only there where it is installed
export async function peer(name: string): Promise<any> {
	return import(pathToFileURL(peerFile(name)).href);
}

/** Absolute path of a peer's entry. */
export function peerFile(name: string): string {
	return createRequire(manifest).resolve(name);
}

function peerNames(): readonly string[] {
	return Object.keys(peerVersions());
}

function installedVersion(name: string): string | undefined {
	const file = join(benchFolder, "node_modules", name, "package.json");
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}
