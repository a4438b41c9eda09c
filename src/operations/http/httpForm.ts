import { parseJson } from "../../base/parseJson.ts";
import { UrlTemplate } from "../../http/urlTemplate.ts";
import type { Variables } from "../../templates/variables.ts";
import type { OperationForm } from "../operationForm.ts";
import { exampleTemplate, fieldsOf, fieldTemplate, type SampleItems, templatePrompt } from "../sampleItems.ts";
import { checkJsonTemplate, problemOf } from "../templateCheck.ts";

const methods = [
	{ value: "GET", label: "GET", description: "read", hasBody: false },
	{ value: "POST", label: "POST", description: "create", hasBody: true },
	{ value: "PUT", label: "PUT", description: "replace", hasBody: true },
	{ value: "PATCH", label: "PATCH", description: "change", hasBody: true },
	{ value: "DELETE", label: "DELETE", description: "delete", hasBody: false },
] as const;

/** Stands in for every `${…}`, which are not looked up while the user types; one may be a URL's whole beginning. */
const addresses: Variables = { get: () => "https://example.com", secrets: [] };

const title = "HTTP Request";

export const httpForm: OperationForm = {
	label: "HTTP request…",
	icon: "globe",
	detail: "Sends a request for each item; tries again where the server is busy.",
	next({ method, url, body }, sample) {
		if (method === undefined) {
			return { kind: "choice", name: "method", title, placeholder: "Which method?", choices: methods };
		}
		if (url === undefined) {
			return {
				kind: "text",
				name: "url",
				title: `${title}: ${method}`,
				placeholder: `https://example.com/posts/${exampleTemplate(sample)}`,
				prompt: templatePrompt(sample),
				check: (text) => checkUrl(text, sample),
			};
		}
		if (!hasBody(method) || body !== undefined) return undefined;
		return {
			kind: "text",
			name: "body",
			title: `${title}: ${method} ${url.trim()}`,
			initial: exampleBody(sample),
			placeholder: "JSON that is sent for each item; empty: no body",
			prompt: `The body, as JSON. ${templatePrompt(sample)}`,
			check: (text) => checkBody(text, sample),
		};
	},
	settings({ method = "GET", url = "", body = "" }) {
		const json = hasBody(method) && body.trim() !== "" ? { json: parseJson(body) } : {};
		return { method, url: url.trim(), ...json };
	},
};

function hasBody(method: string): boolean {
	return methods.some(({ value, hasBody }) => value === method && hasBody);
}

/** What is wrong with a URL, including where values may be inserted into it. */
export function checkUrl(text: string, sample: Pick<SampleItems, "first">): string | undefined {
	// A variable or a template may provide the whole URL.
	const isUrl = /^\s*(https?:\/\/\S|\$\{|\{\{)/i.test(text);
	if (!isUrl) return "Expected an address that begins with http:// or https://.";
	return problemOf(() => new UrlTemplate(text, { variables: addresses, path: [] }), sample);
}

function checkBody(text: string, sample: SampleItems): string | undefined {
	if (text.trim() === "") return undefined;
	try {
		return checkJsonTemplate(JSON.parse(text), sample);
	} catch (error) {
		if (error instanceof SyntaxError) return `Expected JSON: ${error.message}`;
		throw error;
	}
}

/** Every field under its own name; the user deletes what is not needed. */
function exampleBody(sample: SampleItems): string {
	const fields = fieldsOf(sample);
	const body =
		fields.length > 0
			? Object.fromEntries(fields.map((name) => [name, fieldTemplate(name)]))
			: { value: exampleTemplate(sample) };
	return JSON.stringify(body);
}
