import * as vscode from "vscode";
import type { DashboardPanels } from "../dashboard/dashboardPanel.ts";
import type { CopyFormat } from "../results/copyTexts.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import type { CommandHandlers } from "./registerCommands.ts";
import { runFor } from "./runPick.ts";

type Names = "openResults" | "insertBeside" | "replaceSelection" | "copyResults";

interface WayItem extends vscode.QuickPickItem {
	go(): unknown;
}

/** What came out of a run, where it is needed. Each loads its code on first use. */
export function resultCommands(runs: Runs, dashboards: Pick<DashboardPanels, "show">): Pick<CommandHandlers, Names> {
	const runOf = (runId: string | undefined) => runFor(runs, runId, "results", "Which run's results do you want?");
	const edit = async (run: RunView | undefined, kind: "beside" | "replacing") => {
		if (!run) return;
		const { editWithResults } = await import("../results/resultActions.ts");
		await editWithResults(run, kind, await runs.launchOptionsOf(run));
	};
	const copy = async (run: RunView | undefined) => {
		const format = run && (await askCopyFormat());
		if (!run || !format) return;
		const { copyResults } = await import("../results/resultActions.ts");
		await copyResults(run, format);
	};
	const open = async (run: RunView, format: "csv" | "jsonl") => {
		const { openResults } = await import("../results/resultActions.ts");
		await openResults(run, format);
	};
	return {
		async openResults(runId) {
			const run = await runOf(runId);
			if (!run) return;
			const table = () => dashboards.show(run.runId, true);
			const ways: readonly WayItem[] = [
				{ label: "$(list-flat) Table", description: "in the dashboard, to look through and filter", go: table },
				{ label: "$(table) CSV", description: "columns, result and error of each item", go: () => open(run, "csv") },
				{ label: "$(json) JSON Lines", description: "all that is known of each item", go: () => open(run, "jsonl") },
				...(run.isOnSelection
					? [
							{ label: "$(arrow-right) Insert Beside the Selection", go: () => edit(run, "beside") },
							{ label: "$(replace) Replace the Selection", go: () => edit(run, "replacing") },
						]
					: []),
				{ label: "$(copy) Copy as…", go: () => copy(run) },
			];
			const placeHolder = "How do you want the results?";
			await (await vscode.window.showQuickPick(ways, { placeHolder }))?.go();
		},
		insertBeside: async (runId) => edit(await runOf(runId), "beside"),
		replaceSelection: async (runId) => edit(await runOf(runId), "replacing"),
		copyResults: async (runId) => copy(await runOf(runId)),
	};
}

async function askCopyFormat(): Promise<CopyFormat | undefined> {
	const formats: readonly (vscode.QuickPickItem & { readonly format: CopyFormat })[] = [
		{ label: "CSV", description: "a table of all items", format: "csv" },
		{ label: "Markdown Table", description: "of all items", format: "markdown" },
		{ label: "JSON", description: "a list of the results", format: "json" },
		{ label: "Lines", description: "the results, one after the other", format: "lines" },
	];
	return (await vscode.window.showQuickPick(formats, { placeHolder: "Copy the results as" }))?.format;
}
