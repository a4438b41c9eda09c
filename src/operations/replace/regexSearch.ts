import { SettingsError } from "../../base/settingsError.ts";
import { compileTemplate } from "../../templates/template.ts";
import { expandVariables, type Variables } from "../../templates/variables.ts";
import { RegexThreads } from "./regexThreads.ts";
import type { Search } from "./search.ts";

export interface RegexSettings {
	readonly regex: string;
	readonly flags: string;
	readonly with: string;
}

/** @throws SettingsError for a regular expression or a template that does not compile */
export function compileRegexSearch(
	{ regex, flags, with: replacement }: RegexSettings,
	{ variables, concurrency }: { readonly variables: Variables; readonly concurrency: number },
): Search {
	const pattern = compilePattern(expandVariables(regex, variables, ["regex"]), flags);
	const template = compileTemplate(replacement, { variables, path: ["with"] });
	const threads = new RegexThreads(concurrency);
	return {
		compile(scope) {
			// An item's values are inserted literally: a dollar in them names no group.
			const put = template.render(scope, (value) => value.replaceAll("$", "$$$$"));
			return (bytes, signal) => threads.run({ text: bytes.toString(), pattern, put }, signal);
		},
		dispose: () => threads.dispose(),
	};
}

function compilePattern(regex: string, flags: string): RegExp {
	try {
		return new RegExp(regex, flags);
	} catch (error) {
		const path = [(error as Error).message.includes("flags") ? "flags" : "regex"];
		throw new SettingsError(`${(error as Error).message}.`, { path, cause: error });
	}
}
