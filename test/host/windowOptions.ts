import { cp, mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { installExtension } from "./installExtension.ts";
import type { NpmVscode } from "./npmVscode.ts";
import { repository } from "./repository.ts";
import { defaultSettings } from "./windowSettings.ts";

export interface WindowOptions {
	/** The folder to open a copy of. Default: test/fixtures/workspace. */
	readonly workspace?: string;
	/** More files for that copy: path in it → text. */
	readonly files?: Readonly<Record<string, string>>;
	/** User settings, over the harness's own. */
	readonly settings?: Readonly<Record<string, unknown>>;
	/** False opens the workspace in Restricted Mode. Default: true. */
	readonly trusted?: boolean;
	/** The extension to install: a built one's folder, or a .vsix. Default: this repository. */
	readonly extension?: string;
	/** In pixels. Default: 1280 × 800. */
	readonly size?: { readonly width: number; readonly height: number };
}

/** Everything that the window finds on the disk, below `folder`. */
export async function layOut(folder: string, vscode: NpmVscode, options: WindowOptions) {
	const dataFolder = join(folder, "server");
	const extensionsFolder = join(folder, "extensions");
	const source = options.workspace ?? join(repository, "test/fixtures/workspace");
	const workspace = join(folder, basename(source));
	await cp(source, workspace, { recursive: true });
	for (const [path, text] of Object.entries(options.files ?? {})) await write(join(workspace, path), text);
	const settings = { ...defaultSettings, ...options.settings };
	await write(join(dataFolder, "data/User/settings.json"), JSON.stringify(settings, null, "\t"));
	await installExtension(vscode, options.extension ?? repository, extensionsFolder);
	return { dataFolder, extensionsFolder, workspace, trusted: options.trusted ?? true };
}

async function write(path: string, text: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, text);
}
