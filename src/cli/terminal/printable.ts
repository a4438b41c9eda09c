import { withBidiShown } from "../../base/bidiControls.ts";

/**
 * Text that a terminal shows and does not obey: control characters, among them the escape that starts a command to the
 * terminal, become blanks, and those that change the direction of text are shown by their code. Items, file names and what servers answer cannot be trusted.
 */
export function printable(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go.
	return withBidiShown(text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " "));
}

/** The same line by line, with tabs kept. */
export function printableLines(text: string): readonly string[] {
	return text.split(/\r\n|\r|\n/).map((line) => line.split("\t").map(printable).join("\t"));
}

/** JSON in one line, in which the control characters that JSON itself lets through are escaped too. */
export function printableJson(value: unknown): string {
	return withControlsEscaped(JSON.stringify(value));
}

/** The same for what is JSON already. */
export function withControlsEscaped(json: string): string {
	return json.replace(
		/[\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
