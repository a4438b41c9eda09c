import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { asToHost } from "../../dashboard/messageChecks.ts";
import type { Answer, ExchangeName, GroupReference, ToHost, ToWebview } from "../../dashboard/protocol.ts";
import type { Log } from "../../engine/model/ports.ts";
import type { ResultRow } from "../../store/results/resultRow.ts";
import { runGone } from "../../wording/runGone.ts";
import type { SummaryTable } from "../../wording/summaryTable.ts";
import { commandIds } from "../contributions/commandIds.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { oneLine } from "../texts/plainText.ts";
import { DashboardFeed } from "./dashboardFeed.ts";
import { dashboardHtml, dashboardRoots } from "./dashboardHtml.ts";
import type { FedResults, ResultsFeed } from "./resultsFeed.ts";

export interface DashboardViewOptions {
	readonly extensionUri: vscode.Uri;
	readonly runs: Runs;
	readonly log: Log;
	openReport(entry: RunView): void;
	/** What an attempt at the item does; undefined where that is not known. */
	request(entry: RunView, row: ResultRow): Promise<string | undefined>;
}

/** Counted here, unless that was done since the run's end. */
async function summaryOf({ folder }: RunView): Promise<readonly SummaryTable[]> {
	const { readRunSummary, summarizeRun } = await import("../../report/summary/runSummary.ts");
	const { summaryTables } = await import("../../report/summary/summaryText.ts");
	await summarizeRun(folder);
	const summary = readRunSummary(folder);
	return summary ? summaryTables(summary) : [];
}

/** Shows the run that does it, if that is another one. */
async function retryGroup(entry: RunView, { groupId, outcome }: GroupReference): Promise<void> {
	const { runId } = await entry.retry([{ groupId, outcome }]);
	if (runId !== entry.runId) await vscode.commands.executeCommand(commandIds.showDashboard, runId);
}

const goneText = `${runGone} You can close this page.`;

/** A panel that shows one run, until the panel is closed. */
export class DashboardView implements Disposable {
	readonly panel: vscode.WebviewPanel;
	readonly #runId: string;
	readonly #options: DashboardViewOptions;
	readonly #feed: DashboardFeed;
	readonly #store = new DisposableStore();
	#entry: RunView | undefined;
	#results: ResultsFeed | undefined;
	/** The user wants to see the results as soon as the page is there. */
	#showsResults = false;
	#isDisposed = false;

	constructor(panel: vscode.WebviewPanel, runId: string, options: DashboardViewOptions) {
		this.panel = panel;
		this.#runId = runId;
		this.#options = options;
		const { webview } = panel;
		this.#feed = new DashboardFeed({
			clock: systemClock,
			log: options.log,
			post: (change) => webview.postMessage(change satisfies ToWebview),
		});
		this.#store.add(this.#feed);
		this.#store.add(
			options.runs.onDidChange((entry) => {
				if (entry.runId === runId) this.#follow();
			}),
		);
		this.#store.add(webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)));
		this.#store.add(
			panel.onDidChangeViewState(() => {
				this.#feed.visible = panel.visible;
			}),
		);
		this.#feed.visible = panel.visible;
		panel.iconPath = vscode.Uri.joinPath(options.extensionUri, "media", "dashboard.svg");
		this.#follow();
		webview.options = { enableScripts: true, localResourceRoots: dashboardRoots(options.extensionUri) };
		webview.html = dashboardHtml(webview, options.extensionUri);
	}

	/** Brings the results into view. */
	showResults(): void {
		this.#showsResults = true;
		// A page that is loading hears of it with its picture.
		void this.panel.webview.postMessage({ kind: "showResults" } satisfies ToWebview);
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#results?.dispose();
		this.#store.dispose();
	}

	/** A restored page may be there before its run is found; the page of a deleted run is closed. */
	#follow(): void {
		const entry = this.#options.runs.get(this.#runId);
		if (entry === this.#entry) this.#feed.changed();
		else if (entry === undefined) this.panel.dispose();
		else {
			this.#entry = entry;
			// With a prefix: a job on a selection has the name of the file, as does the editor beside the panel.
			this.panel.title = `Batch: ${oneLine(entry.info.jobName)}`;
			this.#feed.run = entry;
			this.#results?.dispose();
			this.#results = undefined;
		}
	}

	async #receive(message: unknown): Promise<void> {
		const question = asToHost(message);
		if (question === undefined) {
			this.#options.log.warn("The dashboard sent a message that is not in the protocol; it gets no answer.");
			return;
		}
		const reply = await this.#reply(question);
		// A closed panel can't be answered any more.
		if (this.#isDisposed) return;
		await this.panel.webview.postMessage(reply);
		if (question.kind !== "picture" || !this.#showsResults) return;
		this.#showsResults = false;
		await this.panel.webview.postMessage({ kind: "showResults" } satisfies ToWebview);
	}

	async #reply(question: ToHost): Promise<ToWebview> {
		const { id, kind } = question;
		const entry = this.#entry;
		if (entry === undefined) return { kind: "refusal", id, message: goneText };
		try {
			const answer = await this.#answer(question, entry);
			return { kind: "answer", id, to: kind, answer } as ToWebview;
		} catch (error) {
			this.#options.log.error(`The dashboard's "${kind}" failed.`, error);
			return { kind: "refusal", id, message: error instanceof Error ? error.message : String(error) };
		}
	}

	async #answer(question: ToHost, entry: RunView): Promise<Answer<ExchangeName>> {
		switch (question.kind) {
			case "findResults":
				return (await this.#resultsOf(entry)).find(question);
			case "resultsFound":
				return (await this.#resultsOf(entry)).found(question);
			case "cancelSearch":
				return (await this.#resultsOf(entry)).cancel(question);
			case "resultsPage":
				return (await this.#resultsOf(entry)).page(question);
			case "resultDetail":
				return (await this.#resultsOf(entry)).detail(question);
			case "picture":
				return this.#feed.picture();
			case "pause":
				entry.pause();
				return null;
			case "tryNow":
				entry.tryNow();
				return null;
			case "resume":
				await entry.resume();
				return null;
			case "cancel":
				entry.cancel();
				return null;
			case "openReport":
				this.#options.openReport(entry);
				return null;
			case "results":
				await vscode.commands.executeCommand(commandIds.openResults, entry.runId);
				return null;
			case "summary":
				return summaryOf(entry);
			case "retry":
				await retryGroup(entry, question);
				return null;
			case "skip":
				await entry.skip({ groupId: question.groupId, outcome: question.outcome });
				return null;
		}
	}

	/** Loaded with the first question: reading results takes code that most windows never need. */
	async #resultsOf(entry: RunView): Promise<ResultsFeed> {
		const { ResultsFeed } = await import("./resultsFeed.ts");
		this.#results ??= new ResultsFeed(fedResults(entry, this.#options), systemClock);
		return this.#results;
	}
}

function fedResults(entry: RunView, { request }: DashboardViewOptions): FedResults {
	return {
		folder: entry.folder,
		failed: (index) => entry.reader.failures({ indices: [index] }, { limit: 1 })[0],
		request: (row) => request(entry, row),
	};
}
