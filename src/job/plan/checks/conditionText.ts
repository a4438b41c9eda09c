import { formatCount } from "../../../base/format.ts";
import { resultJson } from "../../../engine/model/outcome.ts";
import type { Condition } from "../../../templates/condition.ts";
import type { Scope } from "../../../templates/scope.ts";

/** UTF-16 units of a value that an error shows. */
const maxLength = 200;

/** A condition with what it has found: `result.ok == true; result.ok is false`. */
export function conditionText(condition: Condition, scope: Scope, redact: (text: string) => string): string {
	const found = condition.found(scope).map(({ name, value }) => `${name} is ${foundText(value, redact)}`);
	return found.length === 0 ? condition.text : `${condition.text}; ${found.join(", ")}`;
}

/** A value as an error shows it: JSON with secrets masked, and a word where it was cut. */
function foundText(value: unknown, redact: (text: string) => string): string {
	if (value === null || value === undefined) return "nil";
	// Masked first: of a secret that is cut in two, neither half would be found.
	const text = redact(resultJson(value));
	if (text.length <= maxLength) return text;
	return `${text.slice(0, maxLength).toWellFormed()}… (cut, ${formatCount(text.length)} characters)`;
}
