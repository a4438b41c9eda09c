import * as vscode from "vscode";
import { allowedRunActions, type RunAction } from "../../wording/allowedActions.ts";
import { runGone } from "../../wording/runGone.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { runRow } from "../runsView/runRow.ts";
import { withoutIcons } from "../texts/plainText.ts";

/**
 * The run that a command works on: the given one, the only one that allows the action, or the one that the user picks.
 * Undefined if they pick none.
 *
 * @param runId undefined if the command was called without one
 * @param action must be allowed; undefined: any run will do
 */
export async function runFor(
	runs: Runs,
	runId: string | undefined,
	action: RunAction | undefined,
	placeholder: string,
): Promise<RunView | undefined> {
	if (runId !== undefined) {
		const entry = runs.get(runId);
		if (!entry) throw new Error(runGone);
		return entry;
	}
	const entries = runs.all().filter((entry) => action === undefined || allowedRunActions(entry)[action]);
	if (entries.length <= 1) return entries[0];
	const choices = entries.map((entry) => {
		const { label, description, icon } = runRow(entry, Date.now());
		const text = { label: withoutIcons(label), description: withoutIcons(description) };
		return { ...text, iconPath: new vscode.ThemeIcon(icon.id), detail: withoutIcons(entry.info.items), entry };
	});
	return (await vscode.window.showQuickPick(choices, { placeHolder: placeholder, matchOnDescription: true }))?.entry;
}
