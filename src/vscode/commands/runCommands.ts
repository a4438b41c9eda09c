import * as vscode from "vscode";
import type { DashboardPanels } from "../dashboard/dashboardPanel.ts";
import type { DamagedRun, Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import type { StatusBar } from "../statusBar/statusBar.ts";
import { messages } from "../texts/messages.ts";
import { oneLine } from "../texts/plainText.ts";
import type { CommandHandlers } from "./commands.ts";
import { openReport } from "./report.ts";
import { runFor } from "./runPick.ts";

type Names =
	| "pause"
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
		pause: async (given) => (await runFor(runs, given, "pause", "Which run is to pause?"))?.pause(),
		resume: async (given) => await (await runFor(runs, given, "resume", "Which run is to go on?"))?.resume(),
		cancel: async (given) => (await runFor(runs, given, "cancel", "Which run is to be cancelled?"))?.cancel(),
		async retryFailed(given) {
			const entry = await runFor(runs, given, "retry", "Which run's failed items are to be retried?");
			await entry?.retry({ outcome: "failed" });
		},
		async skipFailed(given) {
			const entry = await runFor(runs, given, "skip", "Which run's failed items are to be skipped?");
			await entry?.skip({ outcome: "failed" });
		},
		async showDashboard(given) {
			const entry = await runFor(runs, given, undefined, "Which run's dashboard?");
			if (!entry) return;
			statusBar.seen(entry.runId);
			dashboards.show(entry.runId);
		},
		async openReport(given) {
			const entry = await runFor(runs, given, "openReport", "Which run's report?");
			if (!entry) return;
			statusBar.seen(entry.runId);
			await openReport(entry);
		},
		deleteRun: (given) => deleteRun(runs, given as RunView | DamagedRun | string | undefined),
	};
}

async function deleteRun(runs: Runs, given: RunView | DamagedRun | string | undefined): Promise<void> {
	const damaged = typeof given === "object" && "problem" in given ? given : undefined;
	const run = damaged ?? (await runFor(runs, given, "delete", "Which run is to be deleted?"));
	if (!run) return;
	const name = "info" in run ? oneLine(run.info.jobName) : run.runId;
	const choice = await vscode.window.showWarningMessage(
		`Delete the run of ${name}?`,
		{ modal: true, detail: messages.deletionDetail },
		"Delete",
	);
	if (choice) await runs.delete(run.runId);
}
