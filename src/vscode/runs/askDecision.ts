import * as vscode from "vscode";
import { formatCount } from "../../base/format.ts";
import type { OpenQuestion } from "../../job/launch/undecidedError.ts";
import type { InDoubtDecision, InDoubtItem } from "../../store/database/inDoubt.ts";
import { messages } from "../texts/messages.ts";
import { oneLine, shortened } from "../texts/plainText.ts";
import type { Decision } from "./runView.ts";

/** Items that a question names; all of them are in the view *Failed Items* once they are left for later. */
const maxNamed = 10;
const nameLength = 80;

const choices: Readonly<Record<string, InDoubtDecision>> = {
	Retry: "retry",
	Skip: "skip",
	"Mark as Done": "done",
	"Decide Later": "later",
};

/** Asks a person what a run cannot go on without. Undefined: it is not to go on. */
export async function askDecision(question: OpenQuestion, jobName: string): Promise<Decision | undefined> {
	if (question.kind === "inDoubt") {
		const detail = [...named(question.items), "", messages.inDoubtDetail].join("\n");
		const text = messages.inDoubt(oneLine(jobName), question.items.length);
		const choice = await vscode.window.showWarningMessage(text, { modal: true, detail }, ...Object.keys(choices));
		return choice === undefined ? undefined : { inDoubt: choices[choice] };
	}
	const { isBeforeMark, message } = question.change;
	if (isBeforeMark) {
		const detail = messages.otherItems;
		await vscode.window.showWarningMessage(message, { modal: true, detail });
		return undefined;
	}
	const detail = messages.newItems;
	const choice = await vscode.window.showWarningMessage(message, { modal: true, detail }, "Go On");
	return choice === undefined ? undefined : { acceptsChange: true };
}

function named(items: readonly InDoubtItem[]): readonly string[] {
	const lines = items.slice(0, maxNamed).map(({ item, startedAt }) => {
		const place = item.location?.line === undefined ? "" : `, line ${item.location.line}`;
		return `${shortened(oneLine(item.key), nameLength)}${place}, begun ${new Date(startedAt).toLocaleTimeString()}`;
	});
	return items.length > maxNamed ? [...lines, `and ${formatCount(items.length - maxNamed)} more`] : lines;
}
