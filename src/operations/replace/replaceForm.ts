import type { OperationForm } from "../operationForm.ts";
import { templatePrompt } from "../sampleItems.ts";
import { checkTemplate } from "../templateCheck.ts";

const searches = [
	{ value: "find", label: "Text", description: "exactly as it is written" },
	{ value: "regex", label: "Regular expression", description: "its groups are $1, $2, … in the replacement" },
] as const;

const title = "Find and Replace";

export const replaceForm: OperationForm = {
	label: "Find and replace…",
	icon: "replace-all",
	detail: "Finds and replaces in each file.",
	next({ search, what, replacement }, sample) {
		if (search === undefined) {
			return { kind: "choice", name: "search", title, placeholder: "Find what?", choices: searches };
		}
		const isRegex = search === "regex";
		if (what === undefined) {
			return {
				kind: "text",
				name: "what",
				title: `${title}: ${searches.find(({ value }) => value === search)?.label}`,
				placeholder: isRegex ? "version (\\d+)" : "http://",
				prompt: isRegex ? "Every match is replaced; upper and lower case differ." : templatePrompt(sample),
				check: (text) => {
					if (text === "") return "Expected a text to look for.";
					return isRegex ? checkRegex(text) : checkTemplate(text, sample);
				},
			};
		}
		if (replacement !== undefined) return undefined;
		return {
			kind: "text",
			name: "replacement",
			title: `${title}: ${what}`,
			placeholder: "The text that takes its place; empty: it is deleted",
			prompt: templatePrompt(sample),
			check: (text) => checkTemplate(text, sample),
		};
	},
	settings: ({ search, what, replacement }) => ({ [search === "regex" ? "regex" : "find"]: what, with: replacement }),
};

function checkRegex(text: string): string | undefined {
	try {
		new RegExp(text);
		return undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return `Expected a regular expression: ${error.message}`;
		throw error;
	}
}
