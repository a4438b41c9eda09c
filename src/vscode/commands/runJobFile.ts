import * as vscode from "vscode";
import { formatPercent } from "../../base/format.ts";
import { isResumable } from "../../engine/model/runState.ts";
import type { Job } from "../../job/file/job.ts";
import { readJobFile } from "../../job/file/readJob.ts";
import { allowedRunActions } from "../../wording/allowedActions.ts";
import { shareDone } from "../../wording/progressText.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { assertTrusted } from "../runs/trust.ts";
import { messages } from "../texts/messages.ts";
import { withoutIcons } from "../texts/plainText.ts";
import { findJobFiles } from "../wizard/jobFiles.ts";
import { selectedText } from "./editorSelection.ts";

/** Runs the given job file, or one that the user picks. If it has an unfinished run, asks whether to resume that. */
export async function runJobFile(given: vscode.Uri | undefined, { runs }: { readonly runs: Runs }): Promise<void> {
	assertTrusted();
	const uri = given ?? (await pickJobFile());
	if (!uri) return;
	const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
	if (editor?.document.isDirty && !(await editor.document.save())) throw new Error(messages.unsavedJob(uri.fsPath));
	const job = await readJobFile(uri.fsPath);
	const unfinished = runs.all().find((entry) => isUnfinishedRunOf(entry, job));
	const choice = unfinished ? await askWhichRun(unfinished) : "start";
	if (choice === "resume") await unfinished?.resume();
	else if (choice === "start") await runs.start(job, selectionFor(job));
}

async function pickJobFile(): Promise<vscode.Uri | undefined> {
	const uris = await findJobFiles();
	if (uris.length === 0) throw new Error(messages.noJobFiles);
	const active = vscode.window.activeTextEditor?.document.uri.toString();
	const items = uris.map((uri) => ({ label: withoutIcons(vscode.workspace.asRelativePath(uri)), uri }));
	// The file in the active editor is the most likely choice.
	items.sort((a, b) => Number(b.uri.toString() === active) - Number(a.uri.toString() === active));
	return (await vscode.window.showQuickPick(items, { placeHolder: "Which job do you want to run?" }))?.uri;
}

function isUnfinishedRunOf(entry: RunView, job: Job): boolean {
	const { info, snapshot } = entry;
	return (
		info.jobFile === job.file &&
		info.parent === undefined &&
		isResumable(snapshot.state) &&
		allowedRunActions(entry).resume
	);
}

async function askWhichRun({ snapshot }: RunView): Promise<"resume" | "start" | undefined> {
	const share = shareDone(snapshot);
	const done = share === undefined ? "" : `${formatPercent(share)} done`;
	const items = [
		{ label: "$(debug-continue) Resume", description: done, choice: "resume" as const },
		{ label: "$(play) Start Over", description: "a new run, from the first item", choice: "start" as const },
	];
	const placeHolder = "This job has an unfinished run.";
	return (await vscode.window.showQuickPick(items, { placeHolder }))?.choice;
}

/** A job takes its items from any editor but the one with the job file itself. */
function selectionFor({ definition, file }: Job) {
	if (!("selection" in definition.items)) return undefined;
	const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
	return selectedText(editors.find((editor) => editor !== undefined && editor.document.uri.fsPath !== file));
}
