import * as vscode from "vscode";
import type { DashboardPanels } from "../dashboard/dashboardPanel.ts";
import type { Runs } from "../runs/runs.ts";
import type { StatusBar } from "../statusBar/statusBar.ts";
import { messages } from "../texts/messages.ts";
import { oneLine } from "../texts/plainText.ts";
import { openReport } from "./openReport.ts";
import type { CommandHandlers } from "./registerCommands.ts";
import { runFor } from "./runPick.ts";

type Names =
	| "pause"
	| "tryNow"
	| "resume"
	| "cancel"
	| "retryFailed"
	| "skipFailed"
	| "showDashboard"
	| "openReport"
	| "deleteRun";

export interface RunCommandParts {
	readonly runs: Runs;
	readonly dashboards: DashboardPanels;
	readonly statusBar: StatusBar;
}

/** What can be done with a run as a whole. */
export function runCommands({ runs, dashboards, statusBar }: RunCommandParts): Pick<CommandHandlers, Names> {
	return {
		tryNow: async (runId) => (await runFor(runs, runId, "tryNow", "Which run is to try now?"))?.tryNow(),
		pause: async (runId) => (await runFor(runs, runId, "pause", "Which run do you want to pause?"))?.pause(),
		resume: async (runId) => await (await runFor(runs, runId, "resume", "Which run do you want to resume?"))?.resume(),
		cancel: async (runId) => (await runFor(runs, runId, "cancel", "Which run do you want to cancel?"))?.cancel(),
		async retryFailed(runId) {
			const entry = await runFor(runs, runId, "retry", "Which run's failed items do you want to retry?");
			await entry?.retry([{ outcome: "failed" }]);
		},
		async skipFailed(runId) {
			const entry = await runFor(runs, runId, "skip", "Which run's failed items do you want to skip?");
			await entry?.skip({ outcome: "failed" });
		},
		async showDashboard(runId) {
			const entry = await runFor(runs, runId, undefined, "Which run's dashboard do you want to see?");
			if (!entry) return;
			statusBar.seen(entry.runId);
			dashboards.show(entry.runId);
		},
		async openReport(runId) {
			const entry = await runFor(runs, runId, "openReport", "Which run's report do you want to see?");
			if (!entry) return;
			statusBar.seen(entry.runId);
			await openReport(entry);
		},
		deleteRun: (runId) => deleteRun(runs, runId),
	};
}

async function deleteRun(runs: Runs, runId: string | undefined): Promise<void> {
	const damaged = runs.damaged.find((run) => run.runId === runId);
	const run = damaged ?? (await runFor(runs, runId, "delete", "Which run do you want to delete?"));
	if (!run) return;
	const name = "info" in run ? oneLine(run.info.jobName) : run.runId;
	const choice = await vscode.window.showWarningMessage(
		`Delete the run of ${name}?`,
		{ modal: true, detail: messages.deletionDetail },
		"Delete",
	);
	if (choice) await runs.delete(run.runId);
}
