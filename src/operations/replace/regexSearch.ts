import { createContext, Script } from "node:vm";
import { SettingsError } from "../../base/settingsError.ts";
import { OperationError } from "../../engine/errorCategory.ts";
import { compileTemplate } from "../../templates/template.ts";
import type { Variables } from "../../templates/variables.ts";
import { type Replaced, type Search, textOf } from "./search.ts";

/** Longest time for a file, ms: a regular expression can take years on a text that it does not suit. */
const limitMs = 5_000;

export interface RegexSettings {
	readonly regex: string;
	readonly flags?: string | undefined;
	readonly with: string;
}

/** @throws SettingsError for a regular expression or a template that does not compile */
export function compileRegexSearch(
	{ regex, flags = "g", with: replacement }: RegexSettings,
	variables: Variables,
): Search {
	const pattern = compilePattern(regex, flags);
	const template = compileTemplate(replacement, { variables, path: ["with"] });
	// The only way to stop a regular expression is to stop the script that it runs in.
	const sandbox = createContext({ pattern, text: "", put: "", count: 0, result: "" });
	const script = new Script(`
		count = pattern.global ? (text.match(pattern) ?? []).length : Number(pattern.test(text));
		pattern.lastIndex = 0;
		result = count > 0 ? text.replace(pattern, put) : "";
	`);
	return {
		compile(scope) {
			// What an item holds is put in as it is: a dollar in it names no group.
			const put = template.render(scope, (value) => value.replaceAll("$", "$$$$"));
			return (bytes): Replaced | undefined => {
				Object.assign(sandbox, { text: textOf(bytes), put });
				try {
					script.runInContext(sandbox, { timeout: limitMs });
				} catch (error) {
					throw isTimeout(error) ? tooSlow() : error;
				}
				return sandbox.count > 0 ? { text: sandbox.result, count: sandbox.count } : undefined;
			};
		},
	};
}

function compilePattern(regex: string, flags: string): RegExp {
	try {
		return new RegExp(regex, flags);
	} catch (error) {
		throw new SettingsError(`${(error as Error).message}.`, { path: ["regex"], cause: error });
	}
}

/** It may be an error of the script's own realm, which is no instance of our Error. */
function isTimeout(error: unknown): boolean {
	return (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

function tooSlow(): OperationError {
	const message = `The regular expression took longer than ${limitMs / 1_000} s on this file, which was left as it is.`;
	return new OperationError(message, { name: "ValidationError" });
}
