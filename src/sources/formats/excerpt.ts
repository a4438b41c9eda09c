const maxLength = 1000;

/** What an item that could not be read shows as its value: enough to recognize it, not a line of megabytes. */
export function excerpt(text: string): string {
	return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
}
