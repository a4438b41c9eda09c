import { withBidiShown } from "../../base/bidiControls.ts";

/** Keeps foreign text (item values, error messages, job names) from being read as markup. */

/** For the status bar and quick picks, which turn `$(name)` into icons. */
export function withoutIcons(text: string): string {
	return oneLine(text).replace(/\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi, "\\$&");
}

/** A line of a quick pick has room for fewer characters. */
const pickLength = 160;

/** As {@link withoutIcons}, for a line of a quick pick: cut to what it has room for. */
export function pickLine(text: string): string {
	return withoutIcons(shortened(text, pickLength));
}

/** For notifications and input boxes, which turn `[text](target)` into links, even to commands. */
export function withoutLinks(text: string): string {
	// A zero-width space between the brackets: the text looks the same but is not a link.
	return text.replaceAll("](", "]\u200b(");
}

/** For Markdown: every character with a meaning there is escaped. */
export function withoutMarkdown(text: string): string {
	return oneLine(text).replace(/[\\`*_{}[\]()#+\-.!|<>~&$:@/]/g, "\\$&");
}

/** For trees and lists, whose rows have one line: line breaks and other control characters become spaces. */
export function oneLine(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
	return withBidiShown(text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim());
}

/** At most `length` UTF-16 units, with `…` where something was left out. */
export function shortened(text: string, length: number): string {
	return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
