import * as vscode from "vscode";
import { formatCount } from "../../base/format.ts";
import type { DoubtfulItem } from "../../job/launch/inDoubt/undecidedError.ts";
import type { InDoubtDecision } from "../../store/database/items/inDoubt.ts";
import { messages } from "../texts/messages.ts";
import { oneLine, shortened } from "../texts/plainText.ts";
import type { Decision, RunQuestion } from "./runView.ts";

/** Items that a question lists; those left for later are all in the view *Failed Items*. */
const maxNamed = 10;
/** One line of the dialog for each item. */
const nameLength = 80;
/** What an attempt did; with it, the idempotency key is whole after a URL of usual length. */
const attemptLength = 160;

const choices: Readonly<Record<string, InDoubtDecision>> = {
	Retry: "retry",
	Skip: "skip",
	"Mark as Done": "done",
	"Decide Later": "later",
};

/** Asks the user for a decision that resuming the run needs. @returns undefined if the run is not to be resumed */
export async function askDecision(question: RunQuestion, jobName: string): Promise<Decision | undefined> {
	if (question.kind === "inDoubt") {
		const detail = [...named(question.items), "", messages.inDoubtDetail].join("\n");
		const text = messages.inDoubt(oneLine(jobName), question.items.length);
		const choice = await vscode.window.showWarningMessage(text, { modal: true, detail }, ...Object.keys(choices));
		return choice === undefined ? undefined : { inDoubt: choices[choice] };
	}
	if (question.kind === "output") {
		const choice = await vscode.window.showWarningMessage(question.found, { modal: true }, "Overwrite");
		return choice === undefined ? undefined : { overwrite: true };
	}
	const { isBeforeMark, message } = question.change;
	if (isBeforeMark) {
		const detail = messages.otherItems;
		await vscode.window.showWarningMessage(message, { modal: true, detail });
		return undefined;
	}
	const detail = messages.newItems;
	const choice = await vscode.window.showWarningMessage(message, { modal: true, detail }, "Resume");
	return choice === undefined ? undefined : { acceptsChange: true };
}

function named(items: readonly DoubtfulItem[]): readonly string[] {
	const lines = items.slice(0, maxNamed).flatMap(({ item, startedAt, attempt }) => {
		const location = item.location?.line === undefined ? "" : `, line ${item.location.line}`;
		const time = new Date(startedAt).toLocaleTimeString();
		const line = `${shortened(oneLine(item.key), nameLength)}${location}, started ${time}`;
		return attempt === undefined ? [line] : [line, `    ${shortened(oneLine(attempt), attemptLength)}`];
	});
	return items.length > maxNamed ? [...lines, `and ${formatCount(items.length - maxNamed)} more`] : lines;
}
