import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { installExtension } from "./installExtension.ts";
import type { NpmVscode } from "./npmVscode.ts";
import { repository } from "./repository.ts";
import { defaultSettings } from "./windowSettings.ts";

export interface WindowOptions {
	/** The folder of which a copy is opened. Default: test/fixtures/workspace. */
	readonly workspace?: string;
	/** More files for that copy: path in it → text. */
	readonly files?: Readonly<Record<string, string>>;
	/** User settings, which override the defaults of tests. */
	readonly settings?: Readonly<Record<string, unknown>>;
	/** False opens the workspace in Restricted Mode. Default: true. */
	readonly trusted?: boolean;
	/** The extension to install: the folder of a built one, or a .vsix. Default: this repository. */
	readonly extension?: string;
	/**
	 * Whether to have all built-in extensions of VS Code. With only those that tests need, a window opens in half the
	 * time. Default: false.
	 */
	readonly allBuiltIn?: boolean;
	/** In pixels. Default: 1280 × 800. */
	readonly size?: { readonly width: number; readonly height: number };
}

/** Themes, and the languages of the files that tests open. */
const neededBuiltIn = [
	"configuration-editing",
	"javascript",
	"json",
	"json-language-features",
	"markdown-basics",
	"theme-defaults",
	"theme-modern-icons",
	"theme-seti",
];

/** Writes everything that the window needs on the disk, below `folder`. */
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
	const builtInFolder = options.allBuiltIn ? undefined : await linkBuiltIn(vscode, join(folder, "builtIn"));
	return { dataFolder, extensionsFolder, builtInFolder, workspace, trusted: options.trusted ?? true };
}

async function linkBuiltIn(vscode: NpmVscode, folder: string): Promise<string> {
	await mkdir(folder);
	for (const name of neededBuiltIn) await symlink(join(vscode.builtInFolder, name), join(folder, name));
	return folder;
}

async function write(path: string, text: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, text);
}
