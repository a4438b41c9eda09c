import * as vscode from "vscode";
import type { Disposable } from "../../base/disposable.ts";
import { asPanelState } from "../../dashboard/messageChecks.ts";
import type { Log } from "../../engine/model/ports.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { DashboardView, type DashboardViewOptions } from "./dashboardView.ts";

/** In package.json too: `onWebviewPanel:…` activates us when VS Code has a panel to bring back. */
export const dashboardViewType = "batchline.dashboard";

/** The open dashboards, one for each run at most. */
export class DashboardPanels implements Disposable {
	readonly #options: DashboardViewOptions;
	readonly #open = new Map<string, DashboardView>();

	constructor(extensionUri: vscode.Uri, runs: Runs, log: Log, openReport: (entry: RunView) => void) {
		this.#options = { extensionUri, runs, log, openReport };
	}

	/** Brings panels back after a reload of the window, until the returned value is disposed. */
	register(): Disposable {
		return vscode.window.registerWebviewPanelSerializer(dashboardViewType, {
			deserializeWebviewPanel: async (panel, state: unknown) => {
				const runId = asPanelState(state)?.runId;
				// A page that never got to its run has none to come back to; and two of one run help nobody.
				if (runId === undefined || this.#open.has(runId)) panel.dispose();
				else this.#keep(panel, runId);
			},
		});
	}

	/** Opens the run's dashboard, or brings it to the front. */
	show(runId: string): void {
		const open = this.#open.get(runId);
		if (open !== undefined) {
			open.panel.reveal();
			return;
		}
		// Not kept alive while hidden: the page asks anew when it is seen again, and costs nothing meanwhile.
		const panel = vscode.window.createWebviewPanel(dashboardViewType, "Batch", vscode.ViewColumn.Active);
		this.#keep(panel, runId);
	}

	/** Leaves the panels open: after a reload of the window they are to come back. */
	dispose(): void {
		for (const view of this.#open.values()) view.dispose();
		this.#open.clear();
	}

	#keep(panel: vscode.WebviewPanel, runId: string): void {
		const view = new DashboardView(panel, runId, this.#options);
		this.#open.set(runId, view);
		panel.onDidDispose(() => {
			this.#open.delete(runId);
			view.dispose();
		});
	}
}
