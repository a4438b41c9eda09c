import * as vscode from "vscode";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import type { Alert } from "../../engine/model/alert.ts";
import { AlertNews } from "../../wording/alertNews.ts";
import { commandIds } from "../contributions/commandIds.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { messages } from "../texts/messages.ts";
import { oneLine, withoutLinks } from "../texts/plainText.ts";

const actions = {
	"Show Dashboard": commandIds.showDashboard,
	Pause: commandIds.pause,
	Resume: commandIds.resume,
} as const;
type Action = keyof typeof actions;

/** Shows the alerts of this window's runs, each once whenever it comes up. */
export class AlertNotices implements Disposable {
	readonly #news = new AlertNews();
	readonly #store = new DisposableStore();

	constructor(runs: Runs) {
		this.#store.add(
			runs.onDidChange((entry) => {
				for (const alert of entry.live ? this.#news.of(entry.snapshot) : []) void show(entry, alert);
			}),
		);
		this.#store.add(runs.onDidEnd(({ entry }) => this.#news.forget(entry.runId)));
	}

	dispose(): void {
		this.#store.dispose();
	}
}

async function show(entry: RunView, { action, message }: Alert): Promise<void> {
	const name = oneLine(entry.info.jobName);
	const hasPaused = action === "pause";
	const text = hasPaused ? messages.pausedByAlert(name, message) : messages.alert(name, message);
	const offered: readonly Action[] = ["Show Dashboard", hasPaused ? "Resume" : "Pause"];
	const choice = await vscode.window.showWarningMessage(withoutLinks(text), ...offered);
	if (choice) await vscode.commands.executeCommand(actions[choice], entry.runId);
}
