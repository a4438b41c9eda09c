import * as vscode from "vscode";
import type { Job } from "../../job/file/job.ts";
import { readJobFile } from "../../job/file/readJob.ts";
import type { Runs } from "../runs/runs.ts";
import { startAsking } from "../runs/startAsking.ts";
import { assertTrusted } from "../runs/trust.ts";
import { messages } from "../texts/messages.ts";
import { withoutIcons } from "../texts/plainText.ts";
import { findJobFiles } from "../wizard/jobFiles.ts";
import { selectedText } from "./editorSelection.ts";

/** Runs the given job file, or one that the user picks. */
export async function runJobFile(given: vscode.Uri | undefined, { runs }: { readonly runs: Runs }): Promise<void> {
	assertTrusted();
	const uri = given ?? (await pickJobFile());
	if (!uri) return;
	const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
	if (editor?.document.isDirty && !(await editor.document.save())) throw new Error(messages.unsavedJob(uri.fsPath));
	const job = await readJobFile(uri.fsPath);
	await startAsking(runs, job, selectionFor(job), { decided: {} });
}

async function pickJobFile(): Promise<vscode.Uri | undefined> {
	const uris = await findJobFiles();
	if (uris.length === 0) throw new Error(messages.noJobFiles);
	const active = vscode.window.activeTextEditor?.document.uri.toString();
	const items = uris.map((uri) => ({ label: withoutIcons(vscode.workspace.asRelativePath(uri)), uri }));
	// The file in the active editor is the most likely choice.
	items.sort((a, b) => Number(b.uri.toString() === active) - Number(a.uri.toString() === active));
	// Looking for the files takes a moment, in which the focus may be on its way elsewhere.
	const options = { placeHolder: "Which job do you want to run?", ignoreFocusOut: true };
	return (await vscode.window.showQuickPick(items, options))?.uri;
}

/** A job takes its items from any editor but the one with the job file itself. */
function selectionFor({ definition, file }: Job) {
	if (!("selection" in definition.items)) return undefined;
	const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
	return selectedText(editors.find((editor) => editor !== undefined && editor.document.uri.fsPath !== file));
}
