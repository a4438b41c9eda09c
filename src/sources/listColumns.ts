const maxShown = 8;

/** `: slug, title, body`; the first few of many; nothing where there are none. */
export function listColumns(names: readonly string[]): string {
	if (names.length === 0) return "";
	const shown = names.slice(0, maxShown).join(", ");
	return names.length > maxShown ? `: ${shown} and ${names.length - maxShown} more` : `: ${shown}`;
}
