import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { Throttle } from "../../base/throttle.ts";
import { commandIds } from "../contributions/commandIds.ts";
import { viewIds } from "../contributions/viewIds.ts";
import { retriedRuns, retriesOf } from "../runs/retries.ts";
import type { DamagedRun, Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { runRow } from "./runRow.ts";

/** Looks live; refreshing rows more often only costs time. */
const updateMs = 250;

type Node = RunView | DamagedRun;

/** The view *Runs*: newest first, with the progress of live ones. */
export class RunsView implements vscode.TreeDataProvider<Node>, Disposable {
	readonly #runs: Runs;
	readonly #store = new DisposableStore();
	readonly #changed = new vscode.EventEmitter<Node | undefined>();
	readonly onDidChangeTreeData = this.#changed.event;
	readonly #throttle: Throttle;
	readonly #stale = new Set<RunView>();
	#shown = "";

	constructor(runs: Runs) {
		this.#runs = runs;
		this.#store.add(this.#changed);
		this.#throttle = this.#store.add(new Throttle(systemClock, updateMs, () => this.#update()));
		this.#store.add(
			runs.onDidChange((entry) => {
				this.#stale.add(entry);
				this.#throttle.request();
			}),
		);
		this.#store.add(vscode.window.createTreeView(viewIds.runs, { treeDataProvider: this }));
	}

	getChildren(node?: Node): readonly Node[] & Node[] {
		return node ? [] : [...this.#runs.all(), ...this.#runs.damaged];
	}

	getTreeItem(node: Node): vscode.TreeItem {
		return "problem" in node ? damagedItem(node) : runItem(node, this.#runs.all());
	}

	dispose(): void {
		this.#store.dispose();
	}

	/** Refreshes the rows that changed, or all of them if rows were added or removed. */
	#update(): void {
		const shown = this.getChildren()
			.map(({ runId }) => runId)
			.join();
		const stale = [...this.#stale];
		this.#stale.clear();
		if (shown !== this.#shown) this.#changed.fire(undefined);
		else for (const entry of stale) this.#changed.fire(entry);
		this.#shown = shown;
	}
}

function runItem(entry: RunView, runs: readonly RunView[]): vscode.TreeItem {
	const { runId, info, snapshot, live } = entry;
	const retryOf = retriedRuns(entry, runs)[0]?.info.createdAt;
	const retriedAt = retriesOf(entry, runs)[0]?.info.createdAt;
	const shown = { runId, info, snapshot, live, retryOf, retriedAt, isOnSelection: entry.isOnSelection };
	const { label, description, tooltip, icon, context } = runRow(shown, Date.now());
	const item = new vscode.TreeItem(label);
	item.id = entry.runId;
	item.description = description;
	item.tooltip = tooltip;
	item.iconPath = new vscode.ThemeIcon(
		icon.id,
		icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color),
	);
	item.contextValue = context;
	item.command = { command: commandIds.showDashboard, title: "Show Dashboard", arguments: [entry.runId] };
	return item;
}

function damagedItem({ runId, problem }: DamagedRun): vscode.TreeItem {
	const item = new vscode.TreeItem(runId);
	item.id = runId;
	item.description = problem;
	item.tooltip = problem;
	item.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
	item.contextValue = "delete";
	return item;
}
