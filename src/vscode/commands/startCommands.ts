import * as vscode from "vscode";
import { messages } from "../texts/messages.ts";
import type { BatchWizardOptions } from "../wizard/batchWizard.ts";
import { selectedText } from "./editorSelection.ts";
import type { CommandHandlers } from "./registerCommands.ts";

/** The commands that start runs. Each loads its code on first use, so that activation stays fast. */
export function startCommands(
	options: BatchWizardOptions,
): Pick<CommandHandlers, "runOnSelection" | "runOnFiles" | "runJob"> {
	return {
		async runOnSelection() {
			const editor = vscode.window.activeTextEditor;
			const selection = selectedText(editor);
			const { findInSelection } = await import("../wizard/findItems.ts");
			const { runWizard } = await import("../wizard/batchWizard.ts");
			if (editor) await runWizard(await findInSelection(selection, editor.document.uri), options);
		},
		async runOnFiles(given) {
			const uris = given ?? (await askForFiles());
			if (!uris) return;
			if (uris.length === 0) throw new Error(messages.noFiles);
			const { findInFiles } = await import("../wizard/findItems.ts");
			const { runWizard } = await import("../wizard/batchWizard.ts");
			await runWizard(await findInFiles(uris), options);
		},
		async runJob(given) {
			const { runJobFile } = await import("./runJobFile.ts");
			await runJobFile(given, options);
		},
	};
}

async function askForFiles(): Promise<readonly vscode.Uri[] | undefined> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	return vscode.window.showOpenDialog({
		title: "Run Batch on Files",
		openLabel: "Choose",
		canSelectFiles: true,
		canSelectFolders: true,
		canSelectMany: true,
		...(folder ? { defaultUri: folder } : {}),
	});
}
