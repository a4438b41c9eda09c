import { basename } from "node:path";
import * as vscode from "vscode";
import { type Problem, UsageError } from "../../base/usageError.ts";
import { RestrictedError } from "../runs/restrictedError.ts";
import { errorText } from "../texts/errorText.ts";
import { messages } from "../texts/messages.ts";
import { withoutLinks } from "../texts/plainText.ts";

/** Tells the user that what they asked for failed, and offers a next step. */
export async function showError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
	if (error instanceof vscode.CancellationError) return;
	if (error instanceof RestrictedError) {
		const choice = await vscode.window.showWarningMessage(error.message, messages.manageTrust);
		if (choice) await vscode.commands.executeCommand("workbench.trust.manage");
		return;
	}
	log.error(error instanceof Error ? error : String(error));
	const problem = error instanceof UsageError ? error.problems[0] : undefined;
	const action = problem?.file === undefined ? "Show Log" : "Open File";
	const choice = await vscode.window.showErrorMessage(withoutLinks(locationText(problem) + errorText(error)), action);
	if (choice === undefined) return;
	if (problem?.file === undefined) log.show();
	else await showLocation(problem.file, problem);
}

/** `posts.batch.json:7: `, or nothing if the problem is not in a file. */
function locationText({ file, line }: Partial<Problem> = {}): string {
	if (file === undefined) return "";
	return `${[basename(file), line].filter((part) => part !== undefined).join(":")}: `;
}

async function showLocation(file: string, { line = 1, column = 1, length = 0 }: Problem): Promise<void> {
	const start = new vscode.Position(line - 1, column - 1);
	const selection = new vscode.Range(start, start.translate(0, length));
	await vscode.window.showTextDocument(vscode.Uri.file(file), { selection });
}
