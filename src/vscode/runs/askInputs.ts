import * as vscode from "vscode";
import type { InputQuestion, InputValues } from "../../job/plan/inputs.ts";
import { withoutIcons, withoutLinks } from "../texts/plainText.ts";

/** Asks for each input of a job, one after the other. @returns undefined where the user closes a box */
export async function askInputs(
	jobName: string,
	questions: readonly InputQuestion[],
): Promise<InputValues | undefined> {
	const values: Record<string, string> = {};
	for (const [at, question] of questions.entries()) {
		const step = questions.length > 1 ? ` (${at + 1}/${questions.length})` : "";
		const value = await askOne(`${withoutIcons(jobName)}: ${question.name}${step}`, question);
		if (value === undefined) return undefined;
		values[question.name] = value;
	}
	return values;
}

async function askOne(title: string, { description, usual, options }: InputQuestion): Promise<string | undefined> {
	if (!options) {
		const prompt = description === undefined ? {} : { prompt: withoutLinks(description) };
		return vscode.window.showInputBox({ title, ...prompt, value: usual ?? "", ignoreFocusOut: true });
	}
	// The default comes first, so that Enter takes it.
	const ordered = [...options].sort((a, b) => Number(b === usual) - Number(a === usual));
	const items = ordered.map((value) => ({
		label: withoutIcons(value),
		...(value === usual ? { description: "default" } : {}),
		value,
	}));
	const placeHolder = description === undefined ? "Choose a value." : withoutIcons(description);
	return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.value;
}
