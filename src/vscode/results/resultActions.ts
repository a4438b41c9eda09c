import * as vscode from "vscode";
import { formatCount, formatCountOf } from "../../base/format.ts";
import type { LaunchOptions } from "../../job/launch/launchOptions.ts";
import { selectionItems } from "../../job/launch/selectionItems.ts";
import type { ResultRow } from "../../store/results/resultRow.ts";
import { ResultTable } from "../../store/results/resultTable.ts";
import { itemUri } from "../runs/itemUri.ts";
import type { RunView } from "../runs/runView.ts";
import { messages } from "../texts/messages.ts";
import { oneLine } from "../texts/plainText.ts";
import { type CopyFormat, copyText } from "./copyTexts.ts";
import { besideEdits, type ResultEdits, type Results, replacingEdits } from "./resultEdits.ts";
import { type ResultFormat, writeResults } from "./resultFiles.ts";
import { ResultTexts } from "./resultTexts.ts";

/** More than that is no text that a document or the clipboard is for. */
const maxRows = 100_000;
/** How long the status bar says what was done, ms. */
const saidMs = 10_000;

/** Opens all results, in the order of the source, as a file that is read-only in its editor. */
export async function openResults(run: RunView, format: ResultFormat): Promise<void> {
	const path = await withProgress(run, (signal) => writeResults(run.folder, format, signal));
	await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(path), { preview: true });
	await vscode.commands.executeCommand("workbench.action.files.setActiveEditorReadonlyInSession");
}

/** Puts results of a run over a selection beside its lines, or in their place: one edit, which one Undo takes back. */
export async function editWithResults(
	run: RunView,
	kind: "beside" | "replacing",
	options: LaunchOptions,
): Promise<void> {
	const selection = await selectionItems(run.folder, options);
	if (!selection) throw new Error(messages.noSelection(oneLine(run.info.jobName)));
	const { document, results, left } = {
		document: await documentOf(selection.selected.file),
		...(await resultsOf(run)),
	};
	const now = Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line).text);
	const { edits, count } = (kind === "beside" ? besideEdits : replacingEdits)(selection, results, now);
	await applyEdits(document, edits);
	const done = `${formatCountOf(count, "result")} ${kind === "beside" ? "inserted" : "put in place"}`;
	if (left === 0) vscode.window.setStatusBarMessage(`$(check) ${done}`, saidMs);
	else void vscode.window.showInformationMessage(messages.someLeft(done, left));
}

export async function copyResults(run: RunView, format: CopyFormat): Promise<void> {
	const rows = await withProgress(run, (signal) => allRows(run, signal));
	await vscode.env.clipboard.writeText(copyText(rows, format, new ResultTexts(run.reader.definition())));
	vscode.window.setStatusBarMessage(`$(check) Copied ${formatCountOf(rows.length, "item")}`, saidMs);
}

async function documentOf(file: string): Promise<vscode.TextDocument> {
	const uri = itemUri(file);
	const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
	if (open) return open;
	if (uri.scheme === "untitled") throw new Error(messages.documentGone);
	try {
		return await vscode.workspace.openTextDocument(uri);
	} catch {
		throw new Error(messages.itemGone(file));
	}
}

async function applyEdits(document: vscode.TextDocument, edits: ResultEdits["edits"]): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	for (const { line, column, endLine, endColumn, text } of edits) {
		edit.replace(document.uri, new vscode.Range(line, column, endLine, endColumn), text);
	}
	await vscode.window.showTextDocument(document);
	if (!(await vscode.workspace.applyEdit(edit))) throw new Error(messages.notEdited);
}

/** @returns also how many items have no result */
async function resultsOf(run: RunView): Promise<{ readonly results: Results; readonly left: number }> {
	const rows = await withProgress(run, (signal) => allRows(run, signal));
	const texts = new ResultTexts(run.reader.definition());
	const succeeded = rows.filter(({ outcome }) => outcome === "succeeded");
	if (succeeded.length === 0) throw new Error(messages.noResults(oneLine(run.info.jobName)));
	return {
		results: new Map(succeeded.map((row) => [row.index, texts.mainOf(row)])),
		left: rows.length - succeeded.length,
	};
}

async function allRows({ folder, info }: RunView, signal: AbortSignal): Promise<readonly ResultRow[]> {
	const table = ResultTable.open(folder);
	const rows: ResultRow[] = [];
	try {
		for await (const page of table.rows({ signal })) {
			rows.push(...page);
			if (rows.length > maxRows) throw new Error(messages.tooManyResults(oneLine(info.jobName), formatCount(maxRows)));
		}
		return rows;
	} finally {
		table.dispose();
	}
}

/** In the status bar: the editor stays free. */
function withProgress<T>({ info }: RunView, work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
	const title = `Reading the results of ${oneLine(info.jobName)}`;
	const signal = new AbortController().signal;
	return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => work(signal));
}
