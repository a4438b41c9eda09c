const maxShown = 8;

/** `slug, title, body`; of many names the first few: `a, b, c, d, e, f, g, h and 12 more`. */
export function shortList(names: readonly string[]): string {
	const shown = names.slice(0, maxShown).join(", ");
	return names.length > maxShown ? `${shown} and ${names.length - maxShown} more` : shown;
}

/** What a summary of rows ends in: `: slug, title, body`; nothing where they have no names. */
export function columnsText(names: readonly string[] = []): string {
	return names.length > 0 ? `: ${shortList(names)}` : "";
}
