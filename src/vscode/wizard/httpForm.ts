import { messages } from "../texts/messages.ts";
import { askPick, askText } from "./ask.ts";
import type { Draft } from "./draft.ts";
import type { Form } from "./form.ts";
import { exampleTemplate, fieldsOf, fieldTemplate, templatePrompt } from "./foundItems.ts";
import { checkJsonTemplate, checkUrlTemplate } from "./templateCheck.ts";

const methods = [
	{ label: "GET", description: "read", hasBody: false },
	{ label: "POST", description: "create", hasBody: true },
	{ label: "PUT", description: "replace", hasBody: true },
	{ label: "PATCH", description: "change", hasBody: true },
	{ label: "DELETE", description: "delete", hasBody: false },
] as const;

interface HttpAnswers {
	method: (typeof methods)[number];
	url: string;
	body: string;
}

export const httpForm: Form = {
	kind: "http",
	label: "HTTP request…",
	icon: "globe",
	detail: "Sends a request for each item; tries again where the server is busy.",
	begin(draft, then) {
		const answers: HttpAnswers = { method: methods[0], url: "", body: exampleBody(draft) };
		const title = "HTTP Request";

		return askMethod;

		async function askMethod(canGoBack: boolean) {
			const answer = await askPick({ title, canGoBack, placeholder: "Which method?", items: methods });
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			answers.method = answer.value;
			return askUrl;
		}

		async function askUrl(canGoBack: boolean) {
			const answer = await askText({
				title: `${title}: ${answers.method.label}`,
				canGoBack,
				value: answers.url,
				placeholder: `https://example.com/posts/${exampleTemplate(draft.found)}`,
				prompt: templatePrompt(draft.found),
				check: (text) => (isUrl(text) ? checkUrlTemplate(text, draft.found) : messages.expected.url),
			});
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			answers.url = answer.value.trim();
			if (answers.method.hasBody) return askBody;
			draft.run = { http: { method: answers.method.label, url: answers.url } };
			return then;
		}

		async function askBody(canGoBack: boolean) {
			const { method, url } = answers;
			const answer = await askText({
				title: `${title}: ${method.label} ${url}`,
				canGoBack,
				value: answers.body,
				placeholder: "JSON that is sent for each item; empty: no body",
				prompt: `The body, as JSON. ${templatePrompt(draft.found)}`,
				check: (text) => checkBody(text, draft),
			});
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			answers.body = answer.value;
			const json = answers.body.trim() === "" ? {} : { json: JSON.parse(answers.body) as unknown };
			draft.run = { http: { method: method.label, url, ...json } };
			return then;
		}
	},
};

/** Or a variable or template in its place, which may well hold the whole of it. */
function isUrl(text: string): boolean {
	return /^\s*(https?:\/\/\S|\$\{|\{\{)/i.test(text);
}

function checkBody(text: string, { found }: Draft): string | undefined {
	if (text.trim() === "") return undefined;
	try {
		return checkJsonTemplate(JSON.parse(text), found);
	} catch (error) {
		if (error instanceof SyntaxError) return messages.expected.body(error.message);
		throw error;
	}
}

/** Every field under its own name, to take away from. */
function exampleBody({ found }: Draft): string {
	const fields = fieldsOf(found);
	const body =
		fields.length > 0
			? Object.fromEntries(fields.map((name) => [name, fieldTemplate(name)]))
			: { value: exampleTemplate(found) };
	return JSON.stringify(body);
}
