import * as vscode from "vscode";
import { UsageError } from "../base/usageError.ts";
import { errorText } from "./errorText.ts";
import { messages } from "./messages.ts";
import { withoutLinks } from "./plainText.ts";
import { RestrictedError } from "./restrictedError.ts";

/** Tells a person that what they asked for did not work, and offers the way on. */
export async function showError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
	if (error instanceof vscode.CancellationError) return;
	if (error instanceof RestrictedError) {
		const choice = await vscode.window.showWarningMessage(error.message, messages.manageTrust);
		if (choice) await vscode.commands.executeCommand("workbench.trust.manage");
		return;
	}
	log.error(error instanceof Error ? error : String(error));
	const place = error instanceof UsageError ? error.problems.find(({ file }) => file !== undefined) : undefined;
	const action = place ? "Open File" : "Show Log";
	const choice = await vscode.window.showErrorMessage(withoutLinks(errorText(error)), action);
	if (choice === undefined) return;
	if (place?.file === undefined) {
		log.show();
		return;
	}
	const { file, line = 1, column = 1, length = 0 } = place;
	const start = new vscode.Position(line - 1, column - 1);
	const selection = new vscode.Range(start, start.translate(0, length));
	await vscode.window.showTextDocument(vscode.Uri.file(file), { selection });
}
