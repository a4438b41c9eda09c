import type * as vscode from "vscode";
import { SettingsError } from "../../base/settingsError.ts";
import { compileAssertions } from "../../job/plan/checks/assertions.ts";
import { operationKindOf } from "../../operations/operationKinds.ts";
import { askPick, askText } from "./ask.ts";
import type { Draft } from "./draft.ts";

interface ConditionItem extends vscode.QuickPickItem {
	/** Undefined: none. */
	readonly that: string | undefined;
}

/** Asks which condition a result must meet to count as success. The draft stays as it is where the user goes back. */
export async function askSuccess(draft: Draft): Promise<void> {
	const examples = operationKindOf(draft.run)?.successExamples ?? [];
	const title = "Success Means…";
	const chosen = await askPick<ConditionItem>({
		title,
		placeholder: "What must hold for an item's result?",
		canGoBack: true,
		items: [
			{ label: "Whatever the operation says", description: "no condition", that: undefined },
			...examples.map(({ that, detail }) => ({ label: that, detail, that })),
		],
	});
	if (chosen.kind !== "given") return;
	const { that } = chosen.value;
	if (that === undefined) {
		draft.success = undefined;
		return;
	}
	const answer = await askText({
		title,
		placeholder: that,
		canGoBack: true,
		prompt: "A condition over result and item, as in Liquid. What does not meet it fails.",
		value: that,
		check: conditionProblem,
	});
	if (answer.kind === "given") draft.success = answer.value;
}

/** What is wrong with the condition, shown to the user; undefined if nothing is. */
function conditionProblem(text: string): string | undefined {
	try {
		compileAssertions({ assert: [text] }, { get: () => "…", secrets: [] });
		return undefined;
	} catch (error) {
		if (error instanceof SettingsError) return error.text;
		throw error;
	}
}
