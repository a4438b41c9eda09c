import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { ContextKeys } from "./vscode/commands/contextKeys.ts";
import { editCommands } from "./vscode/commands/editCommands.ts";
import { failedItemCommands } from "./vscode/commands/failedItemCommands.ts";
import { openReport } from "./vscode/commands/openReport.ts";
import { registerCommands } from "./vscode/commands/registerCommands.ts";
import { resultCommands } from "./vscode/commands/resultCommands.ts";
import { runCommands } from "./vscode/commands/runCommands.ts";
import { startCommands } from "./vscode/commands/startCommands.ts";
import { DashboardPanels } from "./vscode/dashboard/dashboardPanel.ts";
import { AttemptsDocuments } from "./vscode/failedItems/attemptsDocuments.ts";
import { EditedDocuments } from "./vscode/failedItems/editedDocuments.ts";
import { FailedItemsView } from "./vscode/failedItems/failedItemsView.ts";
import { AlertNotices } from "./vscode/notices/alertNotices.ts";
import { EndNotices } from "./vscode/notices/endNotices.ts";
import { ResumeOffer } from "./vscode/notices/resumeOffer.ts";
import { showError as tellError } from "./vscode/notices/showError.ts";
import { historyRetention } from "./vscode/runs/historySettings.ts";
import { Homes } from "./vscode/runs/homes.ts";
import { pruneHistory } from "./vscode/runs/pruneHistory.ts";
import { Runs, type RunsOptions } from "./vscode/runs/runs.ts";
import { assertTrusted } from "./vscode/runs/trust.ts";
import { RunsView } from "./vscode/runsView/runsView.ts";
import { StatusBar } from "./vscode/statusBar/statusBar.ts";
import { PreviewDocument } from "./vscode/wizard/previewDocument.ts";

let live: Runs | undefined;

/** Builds and wires the parts that are visible from the start; what only runs need is loaded with the first run. */
export function activate(context: vscode.ExtensionContext): void {
	const { subscriptions, extensionUri, workspaceState, secrets } = context;
	const log = vscode.window.createOutputChannel("Batch", { log: true });
	const showError = (error: unknown) => void tellError(error, log);
	const launchInfo = async (baseFolder: string) => {
		const { launchInfoFor } = await import("./vscode/runs/launchInfo.ts");
		return launchInfoFor(baseFolder, secrets);
	};
	// A window without a folder has no workspace storage.
	const storage = context.storageUri ?? context.globalStorageUri;
	const homes = new Homes(join(storage.fsPath, "runs"), workspaceState);
	const askDecision: RunsOptions["askDecision"] = async (...asked) =>
		(await import("./vscode/runs/askDecision.ts")).askDecision(...asked);
	const runs = new Runs({ homes, askDecision, log, launchInfo, assertMayRun: assertTrusted });
	live = runs;

	const statusBar = new StatusBar(runs);
	const failedItems = new FailedItemsView(runs, log);
	const attempts = new AttemptsDocuments(runs);
	const edited = new EditedDocuments(runs, workspaceState);
	const previewDocument = new PreviewDocument();
	const dashboards = new DashboardPanels({
		extensionUri,
		runs,
		log,
		openReport: (entry) => openReport(entry).catch(showError),
		request: async (entry, row) => {
			const { requestText } = await import("./vscode/dashboard/requestText.ts");
			return requestText(entry, row, { launchInfo, log });
		},
	});
	const wizard = { runs, memento: workspaceState, log, previewDocument, launchInfo, showError };
	const handlers = {
		...startCommands(wizard),
		...runCommands({ runs, dashboards, statusBar }),
		...failedItemCommands(failedItems, attempts),
		...resultCommands(runs, dashboards),
		...editCommands({ runs, view: failedItems, edited }),
	};

	subscriptions.push(
		log,
		runs,
		statusBar,
		failedItems,
		new RunsView(runs),
		new ContextKeys(runs),
		new EndNotices(runs),
		new AlertNotices(runs),
		new ResumeOffer(runs, workspaceState),
		attempts.register(),
		edited,
		previewDocument.register(),
		dashboards,
		dashboards.register(),
		registerCommands(handlers, showError),
	);
	// After activation: loading the code that reads run folders takes longer than everything above.
	setImmediate(() => {
		runs
			.load()
			.then((found) => found.filter(({ folder }) => homes.isOwn(dirname(folder))))
			.then((own) => pruneHistory(own, runs, historyRetention(), log))
			.catch(showError);
	});
}

/** Saves what the runs have done so far; the next window finds them interrupted and offers to resume them. */
export async function deactivate(): Promise<void> {
	await live?.close();
}
