import { SettingsError } from "../../base/settingsError.ts";
import { OperationError } from "../../engine/model/errorCategory.ts";
import { UrlTemplate } from "../../operations/http/urlTemplate.ts";
import { compileJson } from "../../templates/jsonTemplate.ts";
import { scopeOf } from "../../templates/scope.ts";
import { compileTemplate, type TemplateOptions } from "../../templates/template.ts";
import type { Variables } from "../../templates/variables.ts";
import { errorText } from "../texts/errorText.ts";
import type { FoundItems } from "./foundItems.ts";

/** While somebody types, `${…}` are not looked up: a secret would be asked for at every key. */
const anyVariables: Variables = { get: () => "…", secrets: [] };
const options: TemplateOptions = { variables: anyVariables, path: [] };
/** In a URL they may be its whole beginning. */
const addresses: Variables = { get: () => "https://example.com", secrets: [] };

/** What is wrong with a template, for a person; it is tried on the first item. */
export function checkTemplate(text: string, found: FoundItems): string | undefined {
	return problemOf(() => compileTemplate(text, options), found);
}

/** The same for a URL, with what may and may not stand where in one. */
export function checkUrlTemplate(text: string, found: FoundItems): string | undefined {
	return problemOf(() => new UrlTemplate(text, { variables: addresses, path: [] }), found);
}

/** The same for JSON with templates in its strings. */
export function checkJsonTemplate(value: unknown, found: FoundItems): string | undefined {
	return problemOf(() => compileJson(value, options), found);
}

function problemOf(
	compile: () => { render(scope: ReturnType<typeof scopeOf>): unknown },
	{ first }: FoundItems,
): string | undefined {
	try {
		const template = compile();
		if (first) template.render(scopeOf(first, { runId: "preview", batch: 0, attempt: 1 }));
		return undefined;
	} catch (error) {
		if (error instanceof SettingsError || error instanceof OperationError) return errorText(error);
		throw error;
	}
}
