import * as vscode from "vscode";
import { formatCount, formatCountOf } from "../../base/format.ts";
import type { FailedItem, FailureSelection } from "../../engine/model/ports.ts";
import type { EditedDocuments } from "../failedItems/editedDocuments.ts";
import type { EditedFormat } from "../failedItems/editedText.ts";
import type { FailedItemsView } from "../failedItems/failedItemsView.ts";
import { selectionsByRun } from "../failedItems/failedNode.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { messages } from "../texts/messages.ts";
import { oneLine, shortened, withoutIcons } from "../texts/plainText.ts";
import type { CommandHandlers } from "./registerCommands.ts";
import { runFor } from "./runPick.ts";

interface EditParts {
	readonly runs: Runs;
	readonly view: FailedItemsView;
	readonly edited: EditedDocuments;
}

/** More names than that no one reads in one line. */
const columnsLength = 80;

/** Failed items as a document, which is edited and sent again. */
export function editCommands({
	runs,
	view,
	edited,
}: EditParts): Pick<CommandHandlers, "editFailed" | "editItems" | "retryEdited"> {
	return {
		async editFailed(runId) {
			const run = await runFor(runs, runId, "edit", "Which run's failed items do you want to edit?");
			if (run) await edit(run, [{ outcome: ["failed", "rejected"] }], edited);
		},
		async editItems(rows) {
			// A document is sent to one run.
			const [first] = selectionsByRun(rows ?? view.selection);
			if (first) await edit(...first, edited);
		},
		async retryEdited(uri) {
			const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri?.toString());
			await edited.send(document ?? vscode.window.activeTextEditor?.document);
		},
	};
}

async function edit(run: RunView, selections: readonly FailureSelection[], edited: EditedDocuments): Promise<void> {
	const { editableItems, maxEdited, tableColumns } = await import("../failedItems/editedText.ts");
	const items = editableItems(run.reader, selections);
	if (items.length === 0) throw new Error(messages.nothingToEdit(oneLine(run.info.jobName)));
	const format = await askFormat(items, tableColumns(items));
	if (!format) return;
	await edited.open(run, items, format);
	const count = selections.reduce((sum, selection) => sum + run.reader.countFailures(selection), 0);
	if (items.length < maxEdited || count <= maxEdited) return;
	void vscode.window.showInformationMessage(messages.notAllEdited(formatCount(maxEdited), formatCount(count)));
}

/** Only asks where there is a choice: a table holds no lists and objects. */
async function askFormat(
	items: readonly FailedItem[],
	columns: readonly string[] | undefined,
): Promise<EditedFormat | undefined> {
	if (!columns) return "jsonl";
	const choices: readonly (vscode.QuickPickItem & { readonly format: EditedFormat })[] = [
		{
			label: "$(table) CSV",
			description: withoutIcons(shortened(columns.join(", "), columnsLength)),
			detail: "A row an item, its error at the end",
			format: "csv",
		},
		{ label: "$(json) JSON Lines", description: "an object an item, with its error", format: "jsonl" },
	];
	const placeHolder = `Edit ${formatCountOf(items.length, "item")} as`;
	return (await vscode.window.showQuickPick(choices, { placeHolder }))?.format;
}
