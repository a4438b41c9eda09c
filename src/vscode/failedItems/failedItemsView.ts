import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { formatCountOf } from "../../base/format.ts";
import { Throttle } from "../../base/throttle.ts";
import { openCount } from "../../engine/model/counts.ts";
import type { ErrorGroup, Log } from "../../engine/model/ports.ts";
import { commandIds } from "../contributions/commandIds.ts";
import { viewIds } from "../contributions/viewIds.ts";
import { isMerged } from "../runs/retries.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { childNodes, type FailedNode, pageSize, rootNodes } from "./failedNode.ts";
import { failedRow } from "./failedRow.ts";

/** Each refresh reads all open pages again. */
const updateMs = 500;

/** The view *Failed Items*. It keeps no items: rows are read from the run folders, a page at a time. */
export class FailedItemsView implements vscode.TreeDataProvider<FailedNode>, Disposable {
	readonly #runs: Runs;
	readonly #log: Log;
	readonly #store = new DisposableStore();
	readonly #changed = new vscode.EventEmitter<FailedNode | undefined>();
	readonly onDidChangeTreeData = this.#changed.event;
	readonly #view: vscode.TreeView<FailedNode>;
	/** How many items each group shows, if more than a page. */
	readonly #shown = new Map<string, number>();
	#counted = "";

	constructor(runs: Runs, log: Log) {
		this.#runs = runs;
		this.#log = log;
		this.#store.add(this.#changed);
		const throttle = this.#store.add(new Throttle(systemClock, updateMs, () => this.#update()));
		this.#store.add(runs.onDidChange(() => throttle.request()));
		this.#view = this.#store.add(
			vscode.window.createTreeView(viewIds.failedItems, {
				treeDataProvider: this,
				canSelectMany: true,
				showCollapseAll: true,
			}),
		);
		throttle.request();
	}

	getChildren(node?: FailedNode): FailedNode[] {
		if (!node) return [...rootNodes(this.#runs.all())];
		try {
			return [...childNodes(node, (group, run) => this.#shown.get(keyOf(group, run)) ?? pageSize)];
		} catch (error) {
			this.#log.error(`The failed items of run ${node.run.runId} could not be read.`, error);
			return [];
		}
	}

	getTreeItem(node: FailedNode): vscode.TreeItem {
		const { id, label, description, tooltip, icon, context } = failedRow(node);
		const item = new vscode.TreeItem(
			label,
			stateOf(node, () => this.getChildren().length === 1),
		);
		item.id = id;
		item.description = description;
		item.tooltip = tooltip;
		item.contextValue = context;
		if (icon)
			item.iconPath = new vscode.ThemeIcon(
				icon.id,
				icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color),
			);
		if (node.kind === "more") {
			item.command = { command: commandIds.showMoreItems, title: label, arguments: [node] };
		} else if (node.kind === "item") {
			const command = node.failed.item.location ? commandIds.openItem : commandIds.showAttempts;
			item.command = { command, title: "Open", arguments: [node] };
		}
		return item;
	}

	/** The selected rows, for a command that is called without any. */
	get selection(): readonly FailedNode[] {
		return this.#view.selection;
	}

	showMore(node: FailedNode): void {
		if (node.kind !== "more") return;
		this.#shown.set(keyOf(node.group, node.run), node.shown + pageSize);
		this.#changed.fire(undefined);
	}

	dispose(): void {
		this.#store.dispose();
	}

	/** Refreshes the rows if a count that they depend on changed. */
	#update(): void {
		const runs = this.#runs.all();
		const own = runs.filter((run) => !isMerged(run, runs));
		const counts = own.map(({ runId, snapshot }) => {
			const { failed, rejected, skipped, interrupted, retries } = snapshot.counts;
			return { runId, failed, rejected, skipped, interrupted, retries };
		});
		const counted = JSON.stringify(counts);
		if (counted === this.#counted) return;
		this.#counted = counted;
		const value = counts.reduce((sum, run) => sum + openCount(run), 0);
		const tooltip = `${formatCountOf(value, "item")} failed, rejected or in doubt`;
		this.#view.badge = value > 0 ? { value, tooltip } : undefined;
		this.#changed.fire(undefined);
	}
}

/** A single run is expanded, since its errors are what you want to see. */
function stateOf(node: FailedNode, isOnly: () => boolean): vscode.TreeItemCollapsibleState {
	const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
	switch (node.kind) {
		case "run":
			return isOnly() ? Expanded : Collapsed;
		case "category":
		case "inDoubt":
		case "rejected":
			return Expanded;
		case "skipped":
		case "group":
			return Collapsed;
		case "item":
		case "more":
			return None;
	}
}

function keyOf({ id, outcome, category }: ErrorGroup, { runId }: RunView): string {
	return [runId, outcome, category, id].join("/");
}
