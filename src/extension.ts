import { join } from "node:path";
import * as vscode from "vscode";
import { AlertNotices } from "./vscode/alertNotices.ts";
import { registerCommands } from "./vscode/commands.ts";
import { ContextKeys } from "./vscode/contextKeys.ts";
import { DashboardPanels } from "./vscode/dashboardPanel.ts";
import { EndNotices } from "./vscode/endNotices.ts";
import { AttemptsDocuments } from "./vscode/failedItems/attemptsDocuments.ts";
import { failedItemCommands } from "./vscode/failedItems/failedItemCommands.ts";
import { FailedItemsView } from "./vscode/failedItems/failedItemsView.ts";
import { historyRetention } from "./vscode/historySettings.ts";
import { pruneHistory } from "./vscode/pruneHistory.ts";
import { openReport } from "./vscode/report.ts";
import { ResumeOffer } from "./vscode/resumeOffer.ts";
import { runCommands } from "./vscode/runCommands.ts";
import { Runs, type RunsOptions } from "./vscode/runs.ts";
import { RunsView } from "./vscode/runsView.ts";
import { showError as tellError } from "./vscode/showError.ts";
import { startCommands } from "./vscode/startCommands.ts";
import { StatusBar } from "./vscode/statusBar.ts";
import { assertTrusted } from "./vscode/trust.ts";
import { PreviewDocument } from "./vscode/wizard/previewDocument.ts";

let live: Runs | undefined;

/** Builds and wires the parts that are seen from the start; what only runs need is loaded when there is one. */
export function activate(context: vscode.ExtensionContext): void {
	const { subscriptions, extensionUri, workspaceState, secrets } = context;
	const log = vscode.window.createOutputChannel("Batch", { log: true });
	const showError = (error: unknown) => void tellError(error, log);
	const launchFacts = async (baseFolder: string) => {
		const { launchFactsFor } = await import("./vscode/launchFacts.ts");
		return launchFactsFor(baseFolder, secrets);
	};
	// Without a folder there is no workspace to keep runs for.
	const storage = context.storageUri ?? context.globalStorageUri;
	const runsFolder = join(storage.fsPath, "runs");
	const decide: RunsOptions["decide"] = async (...asked) => (await import("./vscode/decide.ts")).decide(...asked);
	const runs = new Runs({ runsFolder, decide, log, launchFacts, assertMayRun: assertTrusted });
	live = runs;

	const statusBar = new StatusBar(runs);
	const failedItems = new FailedItemsView(runs, log);
	const attempts = new AttemptsDocuments(runs);
	const previewDocument = new PreviewDocument();
	const dashboards = new DashboardPanels(extensionUri, runs, log, (entry) => openReport(entry).catch(showError));
	const wizard = { runs, memento: workspaceState, log, previewDocument, launchFacts, showError };
	const handlers = {
		...startCommands(wizard),
		...runCommands({ runs, dashboards, statusBar }),
		...failedItemCommands(failedItems, attempts),
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
		previewDocument.register(),
		dashboards,
		dashboards.register(),
		registerCommands(handlers, showError),
	);
	// Once activation is over: what reads run folders takes longer to load than all of the above.
	setImmediate(() => {
		runs
			.load()
			.then((found) => pruneHistory(found, runs, historyRetention(), log))
			.catch(showError);
	});
}

/** The runs keep what they have; in the next window they are interrupted ones, to be resumed. */
export async function deactivate(): Promise<void> {
	await live?.close();
}
