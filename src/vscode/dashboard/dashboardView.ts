import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { asToHost } from "../../dashboard/messageChecks.ts";
import type { Answer, ExchangeName, ToHost, ToWebview } from "../../dashboard/protocol.ts";
import type { Log } from "../../engine/model/ports.ts";
import { runGone } from "../../wording/runGone.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { oneLine } from "../texts/plainText.ts";
import { DashboardFeed } from "./dashboardFeed.ts";
import { dashboardHtml, dashboardRoots } from "./dashboardHtml.ts";

export interface DashboardViewOptions {
	readonly extensionUri: vscode.Uri;
	readonly runs: Runs;
	readonly log: Log;
	openReport(entry: RunView): void;
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

	dispose(): void {
		this.#isDisposed = true;
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
		if (!this.#isDisposed) await this.panel.webview.postMessage(reply);
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
			case "retry":
				await entry.retry({ groupId: question.groupId, outcome: question.outcome });
				return null;
			case "skip":
				await entry.skip({ groupId: question.groupId, outcome: question.outcome });
				return null;
		}
	}
}
