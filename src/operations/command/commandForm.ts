import type { OperationForm } from "../operationForm.ts";
import { exampleTemplate, templatePrompt } from "../sampleItems.ts";
import { checkTemplate } from "../templateCheck.ts";

const expected = "Expected a command line, such as: convert {{ path }} out.png";

export const commandForm: OperationForm = {
	label: "Shell command…",
	icon: "terminal",
	detail: "Runs a command line for each item; inserted values are quoted.",
	next({ line }, sample) {
		if (line !== undefined) return undefined;
		return {
			kind: "text",
			name: "line",
			title: "Shell Command",
			placeholder: `echo ${exampleTemplate(sample)}`,
			prompt: templatePrompt(sample),
			check: (text) => (text.trim() === "" ? expected : checkTemplate(text, sample)),
		};
	},
	settings: ({ line }) => line,
};
