import { messages } from "../texts/messages.ts";
import { askText } from "./ask.ts";
import type { Form } from "./form.ts";
import { exampleTemplate, templatePrompt } from "./foundItems.ts";
import { checkTemplate } from "./templateCheck.ts";

export const commandForm: Form = {
	kind: "command",
	label: "Shell command…",
	icon: "terminal",
	detail: "Runs a command line for each item; inserted values are quoted.",
	begin(draft, then) {
		return async function askLine(canGoBack) {
			const before = draft.run.command;
			const answer = await askText({
				title: "Shell Command",
				canGoBack,
				value: typeof before === "string" ? before : "",
				placeholder: `echo ${exampleTemplate(draft.found)}`,
				prompt: templatePrompt(draft.found),
				check: (text) => (text.trim() === "" ? messages.expected.command : checkTemplate(text, draft.found)),
			});
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			draft.run = { command: answer.value };
			return then;
		};
	},
};
