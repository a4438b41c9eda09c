import { relative, sep } from "node:path";
import * as vscode from "vscode";
import { withoutIcons } from "../texts/plainText.ts";
import { type Answer, askPick, type Question } from "./ask.ts";

/** Longer lists are of no use to look through; Browse… finds the other files. */
const maxOffered = 500;

export interface AskFileOptions extends Question {
	/** Without the dot. */
	readonly endings: readonly string[];
	/** Absolute; files below it are offered, and paths are relative to it. */
	readonly baseFolder: string;
}

interface FileItem extends vscode.QuickPickItem {
	/** Undefined: browse for any file on the disk. */
	readonly path: string | undefined;
}

/** Asks for a file below the base folder, or anywhere else. The answer is a path relative to the base folder. */
export async function askFile(options: AskFileOptions): Promise<Answer<string>> {
	for (;;) {
		const answer = await askPick({ ...options, items: filesBelow(options) });
		if (answer.kind !== "given") return answer;
		const path = answer.value.path ?? (await browse(options));
		if (path !== undefined) return { kind: "given", value: path };
	}
}

async function filesBelow({ baseFolder, endings }: AskFileOptions): Promise<readonly FileItem[]> {
	const pattern = new vscode.RelativePattern(baseFolder, `**/*.{${endings.join(",")}}`);
	const uris = await vscode.workspace.findFiles(pattern, "**/{node_modules,dist,out}/**", maxOffered);
	const paths = uris.map(({ fsPath }) => relativePath(baseFolder, fsPath)).sort();
	const found = paths.map((path): FileItem => ({ label: withoutIcons(path), path }));
	return [...found, { label: "$(folder-opened) Browse…", alwaysShow: true, path: undefined }];
}

async function browse({ title, baseFolder, endings }: AskFileOptions): Promise<string | undefined> {
	const [uri] =
		(await vscode.window.showOpenDialog({
			title,
			defaultUri: vscode.Uri.file(baseFolder),
			filters: { [title]: [...endings] },
		})) ?? [];
	return uri && relativePath(baseFolder, uri.fsPath);
}

function relativePath(baseFolder: string, path: string): string {
	return relative(baseFolder, path).split(sep).join("/");
}
