import { ExactNumber } from "../../base/exactNumber.ts";
import { parseJson } from "../../base/parseJson.ts";
import { UsageError } from "../../base/usageError.ts";
import type { EachOptions, requestMethods } from "./eachOptions.ts";
import { type ItemShape, wordTemplate } from "./placeholders.ts";

/** The `http` of a job. @throws UsageError for a header that is none */
export function requestOf(
	method: (typeof requestMethods)[number],
	{ httpHeader = [], data, maxArgs, ...options }: EachOptions,
	shape: ItemShape,
): Readonly<Record<string, unknown>> {
	const template = (text: string) => wordTemplate(text, shape).template;
	const url = template(options[method] ?? "");
	const headers = Object.fromEntries(
		httpHeader.map((header) => {
			const [, name, value] = /^([^:\s]+):\s*(.*)$/s.exec(header) ?? [];
			if (name === undefined) {
				throw new UsageError({ message: `Expected a header such as "Accept: text/plain", found "${header}" (-H).` });
			}
			return [name, template(value ?? "")];
		}),
	);
	return {
		method: method.toUpperCase(),
		url,
		...(httpHeader.length > 0 && { headers }),
		...bodyOf(method, data, shape),
		...(maxArgs !== undefined && { per: "batch" }),
	};
}

/** What a POST, PUT or PATCH without data sends is the item itself. */
function bodyOf(method: string, data: string | undefined, shape: ItemShape): Readonly<Record<string, unknown>> {
	if (data === undefined) {
		if (method === "get" || method === "delete") return {};
		if (shape.kind === "batch") return { json: "{{ batch.items }}" };
		return shape.kind === "text" ? { body: "{{ item }}" } : { json: "{{ item }}" };
	}
	const json = parsed(data);
	return json === undefined ? { body: wordTemplate(data, shape).template } : { json: filled(json, shape) };
}

function parsed(text: string): unknown {
	if (!/^\s*[[{]/.test(text)) return undefined;
	try {
		return parseJson(text);
	} catch {
		return undefined;
	}
}

function filled(value: unknown, shape: ItemShape): unknown {
	if (typeof value === "string") return wordTemplate(value, shape).template;
	if (Array.isArray(value)) return value.map((element) => filled(element, shape));
	if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
	return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, filled(element, shape)]));
}
