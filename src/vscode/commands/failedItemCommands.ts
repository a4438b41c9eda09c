import * as vscode from "vscode";
import type { AttemptsDocuments } from "../failedItems/attemptsDocuments.ts";
import type { FailedItemsView } from "../failedItems/failedItemsView.ts";
import { type FailedNode, selectionsByRun } from "../failedItems/failedNode.ts";
import { openItemLocation } from "./openItemLocation.ts";
import type { CommandHandlers } from "./registerCommands.ts";

type Names = "retryItems" | "skipItems" | "markItemsDone" | "openItem" | "copyError" | "showAttempts" | "showMoreItems";

/** What can be done with rows of the view *Failed Items*. */
export function failedItemCommands(view: FailedItemsView, attempts: AttemptsDocuments): Pick<CommandHandlers, Names> {
	return {
		async retryItems(rows) {
			for (const [run, selections] of selectionsByRun(rowsOf(view, rows))) {
				await run.retry(selections);
			}
		},
		async skipItems(rows) {
			for (const [run, selections] of selectionsByRun(rowsOf(view, rows))) {
				for (const selection of selections) {
					if (selection.outcome !== "skipped") await run.skip(selection);
				}
			}
		},
		async markItemsDone(rows) {
			for (const [run, selections] of selectionsByRun(rowsOf(view, rows))) {
				for (const selection of selections) await run.markDone(selection);
			}
		},
		async openItem(rows) {
			const [row] = rowsOf(view, rows);
			if (row?.kind === "item") await openItemLocation(row.failed.item.location);
		},
		async copyError(rows) {
			const texts = rowsOf(view, rows).flatMap(errorOf);
			if (texts.length > 0) await vscode.env.clipboard.writeText([...new Set(texts)].join("\n"));
		},
		async showAttempts(rows) {
			const [row] = rowsOf(view, rows);
			if (row?.kind === "item") await attempts.show(row.run.runId, row.failed.item.index);
		},
		showMoreItems(rows) {
			const [row] = rowsOf(view, rows);
			if (row) view.showMore(row);
		},
	};
}

function rowsOf(view: FailedItemsView, given: readonly FailedNode[] | undefined): readonly FailedNode[] {
	return given ?? view.selection;
}

function errorOf(row: FailedNode): readonly string[] {
	switch (row.kind) {
		case "item": {
			const { message, detail } = row.failed.failure;
			return [detail === undefined || detail === message ? message : `${message}\n${detail}`];
		}
		case "group":
			return [row.group.message];
		case "run":
		case "category":
		case "inDoubt":
		case "rejected":
		case "skipped":
		case "more":
			return [];
	}
}
