import * as vscode from "vscode";
import type { CommandHandlers } from "../commands/commands.ts";
import { openItemPlace } from "../commands/itemPlace.ts";
import type { AttemptsDocuments } from "./attemptsDocuments.ts";
import type { FailedItemsView } from "./failedItemsView.ts";
import { type FailedNode, selectionsByRun } from "./failedNode.ts";

type Names = "retryItems" | "skipItems" | "markItemsDone" | "openItem" | "copyError" | "showAttempts" | "showMoreItems";

/** What can be done with rows of the view *Failed Items*. VS Code gives the row clicked, and all that are selected with it. */
export function failedItemCommands(view: FailedItemsView, attempts: AttemptsDocuments): Pick<CommandHandlers, Names> {
	return {
		async retryItems(...given) {
			for (const [run, selections] of selectionsByRun(rowsOf(view, given))) {
				for (const selection of selections) await run.retry(selection);
			}
		},
		async skipItems(...given) {
			for (const [run, selections] of selectionsByRun(rowsOf(view, given))) {
				for (const selection of selections) {
					if (selection.outcome !== "skipped") await run.skip(selection);
				}
			}
		},
		async markItemsDone(...given) {
			for (const [run, selections] of selectionsByRun(rowsOf(view, given))) {
				for (const selection of selections) await run.markDone(selection);
			}
		},
		async openItem(...given) {
			const [row] = rowsOf(view, given);
			if (row?.kind === "item") await openItemPlace(row.failed.item.location);
		},
		async copyError(...given) {
			const texts = rowsOf(view, given).flatMap(errorOf);
			if (texts.length > 0) await vscode.env.clipboard.writeText([...new Set(texts)].join("\n"));
		},
		async showAttempts(...given) {
			const [row] = rowsOf(view, given);
			if (row?.kind === "item") await attempts.show(row.run.runId, row.failed.item.index);
		},
		showMoreItems(node) {
			view.showMore(node as FailedNode);
		},
	};
}

function rowsOf(view: FailedItemsView, [clicked, selected]: readonly unknown[]): readonly FailedNode[] {
	if (Array.isArray(selected) && selected.length > 0) return selected as readonly FailedNode[];
	return clicked === undefined ? view.selection : [clicked as FailedNode];
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
		case "skipped":
		case "more":
			return [];
	}
}
