import * as vscode from "vscode";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { formatCountOf } from "../../base/format.ts";
import { movedCount } from "../../engine/model/counts.ts";
import { commandIds } from "../contributions/commandIds.ts";
import { retriedRuns } from "../runs/retries.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunEnd, RunView } from "../runs/runView.ts";
import { errorText } from "../texts/errorText.ts";
import { messages } from "../texts/messages.ts";
import { oneLine, withoutLinks } from "../texts/plainText.ts";
import { endText } from "./endText.ts";

const actions = {
	"Open Results": commandIds.openResults,
	"Insert Beside the Selection": commandIds.insertBeside,
	"Open Report": commandIds.openReport,
	"Retry Failed": commandIds.retryFailed,
	Resume: commandIds.resume,
} as const;
type Action = keyof typeof actions;

/** Says how a run ended, and offers what you may want to do next. */
export class EndNotices implements Disposable {
	readonly #store = new DisposableStore();

	constructor(runs: Runs) {
		this.#store.add(runs.onDidEnd((end) => void showEnd(end, runs)));
		this.#store.add(
			runs.onDidNotNotify(({ entry, problem }) => {
				void vscode.window.showWarningMessage(withoutLinks(oneLine(`${entry.info.jobName}: ${problem}`)));
			}),
		);
		this.#store.add(
			runs.onDidRetry(({ entry, notes }) => {
				const text = messages.retryNotes(oneLine(entry.info.jobName), notes.map(oneLine));
				void vscode.window.showInformationMessage(withoutLinks(text));
			}),
		);
		this.#store.add(
			runs.onDidQueue(({ entry, moved }) => {
				const count = formatCountOf(movedCount(moved), "item");
				void ask(
					vscode.window.showInformationMessage,
					`${count} of ${oneLine(entry.info.jobName)} will be retried when you resume the run.`,
					entry,
					["Resume"],
				);
			}),
		);
	}

	dispose(): void {
		this.#store.dispose();
	}
}

async function showEnd({ entry, summary, error }: RunEnd, runs: Runs): Promise<void> {
	if (!summary) {
		const text = messages.runBroke(oneLine(entry.info.jobName), errorText(error));
		await ask(vscode.window.showErrorMessage, text, entry, ["Resume"]);
		return;
	}
	const { snapshot } = entry;
	const text = endText(snapshot, retriedRuns(entry, runs.all()).at(-1)?.snapshot.counts);
	const retry: readonly Action[] = snapshot.counts.failed > 0 ? ["Retry Failed"] : [];
	const beside: readonly Action[] = entry.isOnSelection ? ["Insert Beside the Selection"] : [];
	const results: readonly Action[] = snapshot.counts.succeeded > 0 ? ["Open Results"] : [];
	switch (summary.state) {
		case "completed":
			return ask(vscode.window.showInformationMessage, text, entry, [...beside, ...results, "Open Report"]);
		case "completedWithFailures":
			return ask(vscode.window.showWarningMessage, text, entry, [...results, "Open Report", ...retry]);
		case "halted":
			return ask(vscode.window.showErrorMessage, text, entry, ["Resume", "Open Report"]);
		default:
			return ask(vscode.window.showInformationMessage, text, entry, ["Resume", "Open Report"]);
	}
}

async function ask(
	show: (message: string, ...items: Action[]) => Thenable<Action | undefined>,
	message: string,
	entry: RunView,
	offered: readonly Action[],
): Promise<void> {
	const choice = await show(withoutLinks(message), ...offered);
	if (choice) await vscode.commands.executeCommand(actions[choice], entry.runId);
}
