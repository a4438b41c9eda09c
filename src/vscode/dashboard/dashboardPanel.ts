import * as vscode from "vscode";
import type { Disposable } from "../../base/disposable.ts";
import { asPanelState } from "../../dashboard/messageChecks.ts";
import { DashboardView, type DashboardViewOptions } from "./dashboardView.ts";

/** Also in package.json: `onWebviewPanel:…` activates the extension when VS Code has a panel to restore. */
export const dashboardViewType = "batchline.dashboard";

/** The open dashboards, at most one for each run. */
export class DashboardPanels implements Disposable {
	readonly #options: DashboardViewOptions;
	readonly #open = new Map<string, DashboardView>();

	constructor(options: DashboardViewOptions) {
		this.#options = options;
	}

	/** Restores panels after a reload of the window, until the returned value is disposed. */
	register(): Disposable {
		return vscode.window.registerWebviewPanelSerializer(dashboardViewType, {
			deserializeWebviewPanel: async (panel, state: unknown) => {
				const runId = asPanelState(state)?.runId;
				// A page that was closed before it found its run has no id; and one panel for each run is enough.
				if (runId === undefined || this.#open.has(runId)) panel.dispose();
				else this.#keep(panel, runId);
			},
		});
	}

	/** Opens the run's dashboard, or brings it to the front. @param withResults and brings its results into view */
	show(runId: string, withResults = false): void {
		const open = this.#open.get(runId);
		open?.panel.reveal();
		const view = open ?? this.#create(runId);
		if (withResults) view.showResults();
	}

	#create(runId: string): DashboardView {
		// Not kept alive while hidden, when it would cost memory: the page asks for the picture when it is shown again.
		const panel = vscode.window.createWebviewPanel(dashboardViewType, "Batch", vscode.ViewColumn.Active);
		return this.#keep(panel, runId);
	}

	/** Leaves the panels open, so that a reload of the window restores them. */
	dispose(): void {
		for (const view of this.#open.values()) view.dispose();
		this.#open.clear();
	}

	#keep(panel: vscode.WebviewPanel, runId: string): DashboardView {
		const view = new DashboardView(panel, runId, this.#options);
		this.#open.set(runId, view);
		panel.onDidDispose(() => {
			this.#open.delete(runId);
			view.dispose();
		});
		return view;
	}
}
