/** The text as one word of a command line that the user can copy. */
export function shellWord(text: string, platform = process.platform): string {
	if (/^[\w./:@%+,=\\-]+$/.test(text) && (platform === "win32" || !text.includes("\\"))) return text;
	return platform === "win32" ? `"${text}"` : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
