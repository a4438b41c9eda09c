import { messages } from "../texts/messages.ts";
import { askPick, askText } from "./ask.ts";
import type { Form } from "./form.ts";
import { templatePrompt } from "./foundItems.ts";
import { checkTemplate } from "./templateCheck.ts";

const searches = [
	{ label: "Text", description: "exactly as it is written", isRegex: false },
	{ label: "Regular expression", description: "its groups are $1, $2, … in the replacement", isRegex: true },
] as const;

export const replaceForm: Form = {
	kind: "replace",
	label: "Find and replace…",
	icon: "replace-all",
	detail: "Finds and replaces in each file.",
	onlyFiles: true,
	begin(draft, then) {
		const answers = { search: searches[0] as (typeof searches)[number], what: "", replacement: "" };
		const title = "Find and Replace";

		return askSearch;

		async function askSearch(canGoBack: boolean) {
			const answer = await askPick({ title, canGoBack, placeholder: "Find what?", items: searches });
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			answers.search = answer.value;
			return askWhat;
		}

		async function askWhat(canGoBack: boolean) {
			const { isRegex } = answers.search;
			const answer = await askText({
				title: `${title}: ${answers.search.label}`,
				canGoBack,
				value: answers.what,
				placeholder: isRegex ? "version (\\d+)" : "http://",
				prompt: isRegex ? "Every match is replaced; upper and lower case differ." : templatePrompt(draft.found),
				check: (text) => {
					if (text === "") return messages.expected.find;
					return isRegex ? checkRegex(text) : checkTemplate(text, draft.found);
				},
			});
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			answers.what = answer.value;
			return askReplacement;
		}

		async function askReplacement(canGoBack: boolean) {
			const { search, what } = answers;
			const answer = await askText({
				title: `${title}: ${what}`,
				canGoBack,
				value: answers.replacement,
				placeholder: "The text that takes its place; empty: it is deleted",
				prompt: templatePrompt(draft.found),
				check: (text) => checkTemplate(text, draft.found),
			});
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			answers.replacement = answer.value;
			draft.run = { replace: { ...(search.isRegex ? { regex: what } : { find: what }), with: answers.replacement } };
			return then;
		}
	},
};

function checkRegex(text: string): string | undefined {
	try {
		new RegExp(text);
		return undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return messages.expected.regex(error.message);
		throw error;
	}
}
