/** Keeps values that others wrote (item values, error messages, job names) from being read as markup. */

/** For status bar and quick picks, which make icons of `$(name)`. */
export function withoutIcons(text: string): string {
	return oneLine(text).replace(/\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi, "\\$&");
}

/** For notifications and input boxes, which make links, even to commands, of `[text](target)`. */
export function withoutLinks(text: string): string {
	// A zero-width space between the brackets: the text reads the same and is no link.
	return text.replaceAll("](", "]\u200b(");
}

/** For Markdown: every sign that means something there is escaped. */
export function withoutMarkdown(text: string): string {
	return oneLine(text).replace(/[\\`*_{}[\]()#+\-.!|<>~&$:@/]/g, "\\$&");
}

/** Line breaks and other control characters become blanks; trees and lists have one line. */
export function oneLine(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
	return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();
}

/** At most `length` UTF-16 units, with `…` where something was left out. */
export function shortened(text: string, length: number): string {
	return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
