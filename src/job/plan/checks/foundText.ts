import { formatCount } from "../../../base/format.ts";
import { resultJson } from "../../../engine/model/outcome.ts";

/** UTF-16 units of a value that an error shows. */
const maxLength = 200;

/** A value as an error shows it: JSON with secrets masked, and a word where it was cut. */
export function foundText(value: unknown, redact: (text: string) => string): string {
	if (value === null || value === undefined) return "nil";
	// Masked first: of a secret that is cut in two, neither half would be found.
	const text = redact(resultJson(value));
	if (text.length <= maxLength) return text;
	return `${text.slice(0, maxLength).toWellFormed()}… (cut, ${formatCount(text.length)} characters)`;
}
