import * as vscode from "vscode";
import type { RunView } from "../runs/runView.ts";
import { errorText } from "../texts/errorText.ts";
import { messages } from "../texts/messages.ts";

/** Writes a report of the run's current state, and shows it. @throws Error with a message for the user */
export async function openReport({ folder }: Pick<RunView, "folder">): Promise<void> {
	const { writeReport } = await import("../../report/writeReport.ts");
	let path: string;
	try {
		path = await writeReport(folder);
	} catch (error) {
		throw new Error(messages.reportFailed(errorText(error)), { cause: error });
	}
	await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.file(path));
}
