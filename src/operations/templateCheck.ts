import { SettingsError } from "../base/settingsError.ts";
import { OperationError } from "../engine/model/errorCategory.ts";
import { compileJson } from "../templates/jsonTemplate.ts";
import { type Scope, scopeOf } from "../templates/scope.ts";
import { compileTemplate, type TemplateOptions } from "../templates/template.ts";
import type { SampleItems } from "./sampleItems.ts";

/** `${…}` are not looked up while the user types: a secret would be asked for at every keystroke. */
const options: TemplateOptions = { variables: { get: () => "…", secrets: [] }, path: [] };

/** What is wrong with a template, shown to the user; it is tried on the first item. */
export function checkTemplate(text: string, sample: SampleItems): string | undefined {
	return problemOf(() => compileTemplate(text, options), sample);
}

/** The same for JSON with templates in its strings. */
export function checkJsonTemplate(value: unknown, sample: SampleItems): string | undefined {
	return problemOf(() => compileJson(value, options), sample);
}

/** The same for anything that compiles to a template. */
export function problemOf(
	compile: () => { render(scope: Scope): unknown },
	{ first }: Pick<SampleItems, "first">,
): string | undefined {
	try {
		const template = compile();
		if (first) template.render(scopeOf(first, { runId: "preview", batch: 0, attempt: 1 }));
		return undefined;
	} catch (error) {
		if (error instanceof SettingsError) return error.text;
		if (error instanceof OperationError) return error.message;
		throw error;
	}
}
