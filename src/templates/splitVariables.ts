import { SettingsError } from "../base/settingsError.ts";

/** A part of a string of the job file. */
export type VariablePart =
	| { readonly text: string; readonly offset: number }
	| {
			/** The text between `${` and `}`. */
			readonly expression: string;
			readonly offset: number;
	  };

/**
 * Splits a string at its `${…}`; `$${` stands for the characters `${`. Knows nothing of Liquid: a variable is one
 * wherever it is in the string.
 * @throws SettingsError when a `${` is not closed
 */
export function splitVariables(text: string, path: readonly (string | number)[]): VariablePart[] {
	const parts: VariablePart[] = [];
	let done = 0;
	const addText = (end: number) => {
		if (end > done) parts.push({ text: text.slice(done, end), offset: done });
	};
	for (const { 0: mark, index } of text.matchAll(/\$?\$\{/g)) {
		if (index < done) continue;
		addText(index);
		if (mark === "$${") {
			parts.push({ text: "${", offset: index });
			done = index + mark.length;
			continue;
		}
		const end = text.indexOf("}", index);
		if (end < 0) {
			const message = "A variable that begins with ${ is not closed with }.";
			throw new SettingsError(message, { path, offset: index, suggestion: "Write $${ for the characters ${." });
		}
		parts.push({ expression: text.slice(index + 2, end), offset: index });
		done = end + 1;
	}
	addText(text.length);
	return parts;
}
