import { relative, sep } from "node:path";
import * as vscode from "vscode";
import { withoutIcons } from "../texts/plainText.ts";
import { askPick } from "./ask.ts";
import type { Form } from "./form.ts";

const endings = ["mjs", "cjs", "js", "mts", "cts", "ts"];
/** More can't be looked through by eye; Browse… finds the others. */
const maxOffered = 500;

interface ModuleItem extends vscode.QuickPickItem {
	/** Undefined: any file of the disk. */
	readonly path: string | undefined;
}

export const moduleForm: Form = {
	kind: "module",
	label: "Module…",
	icon: "file-code",
	detail: "Calls a function of yours, in JavaScript or TypeScript, for each item.",
	begin(draft, then) {
		const { baseFolder } = draft.found;
		return async function askPath(canGoBack) {
			const answer = await askPick({
				title: "Module",
				canGoBack,
				placeholder: "Which file? Its default export is called with each item.",
				items: modulesBelow(baseFolder),
			});
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			const path = answer.value.path ?? (await browse(baseFolder));
			if (path === undefined) return askPath(canGoBack);
			draft.run = { module: path };
			return then;
		};
	},
};

async function modulesBelow(baseFolder: string): Promise<readonly ModuleItem[]> {
	const pattern = new vscode.RelativePattern(baseFolder, `**/*.{${endings.join(",")}}`);
	const uris = await vscode.workspace.findFiles(pattern, "**/{node_modules,dist,out}/**", maxOffered);
	const paths = uris.map(({ fsPath }) => relativePath(baseFolder, fsPath)).sort();
	const found = paths.map((path): ModuleItem => ({ label: withoutIcons(path), path }));
	return [...found, { label: "$(folder-opened) Browse…", alwaysShow: true, path: undefined }];
}

async function browse(baseFolder: string): Promise<string | undefined> {
	const [uri] =
		(await vscode.window.showOpenDialog({
			title: "Module",
			defaultUri: vscode.Uri.file(baseFolder),
			filters: { Modules: endings },
		})) ?? [];
	return uri && relativePath(baseFolder, uri.fsPath);
}

function relativePath(baseFolder: string, path: string): string {
	return relative(baseFolder, path).split(sep).join("/");
}
