import { ExactNumber } from "../base/exactNumber.ts";
import type { Scope } from "./scope.ts";
import { compileTemplate, type TemplateOptions } from "./template.ts";

/** A JSON value in which every string is a template. */
export interface JsonTemplate {
	/** @throws RenderError where the item lacks what a template names */
	render(scope: Scope): unknown;
}

/** A string that is only one `{{ expression }}` becomes the value itself. Keys are not templates. */
export function compileJson(value: unknown, options: TemplateOptions): JsonTemplate {
	if (typeof value === "string") {
		const template = compileTemplate(value, options);
		return { render: (scope) => template.value(scope) };
	}
	if (typeof value !== "object" || value === null || value instanceof ExactNumber) return { render: () => value };
	if (Array.isArray(value)) {
		const elements = value.map((element, index) => compileJson(element, below(options, index)));
		return { render: (scope) => elements.map((element) => element.render(scope)) };
	}
	const fields = Object.entries(value).map(([key, field]) => [key, compileJson(field, below(options, key))] as const);
	return { render: (scope) => Object.fromEntries(fields.map(([key, field]) => [key, field.render(scope)])) };
}

function below(options: TemplateOptions, key: string | number): TemplateOptions {
	return { ...options, path: [...options.path, key] };
}
