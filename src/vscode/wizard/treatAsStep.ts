import type * as vscode from "vscode";
import { pickLine, withoutIcons } from "../texts/plainText.ts";
import { askPick } from "./ask.ts";
import type { Draft } from "./draft.ts";
import { type FoundItems, firstText } from "./foundItems.ts";
import type { Step } from "./steps.ts";

interface ReadingItem extends vscode.QuickPickItem {
	readonly found: FoundItems;
}

/** Offers the other ways of reading the selection, each with the number of its items and the first of them. */
export function treatAsStep(draft: Draft, then: Step): Step {
	return async (canGoBack) => {
		const answer = await askPick<ReadingItem>({
			title: `Now: ${withoutIcons(draft.found.summary)}`,
			placeholder: "What are the items?",
			canGoBack,
			items: otherItems(draft.found),
		});
		if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
		draft.found = answer.value.found;
		return then;
	};
}

async function otherItems({ otherReadings }: FoundItems): Promise<readonly ReadingItem[]> {
	const others = (await otherReadings?.()) ?? [];
	return others.map((found) => ({
		label: withoutIcons(found.summary),
		detail: pickLine(`first: ${firstText(found)}`),
		found,
	}));
}
