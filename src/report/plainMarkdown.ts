/** Longer texts are cut, as a table has to stay one. UTF-16 units. */
const maxLength = 300;

/**
 * Text that Markdown shows as it is, in one line: no HTML, no links, no formatting, no formulas. What a server
 * answered or a file was named must not become part of the page.
 */
export function plainMarkdown(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go.
	const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
	const cut = line.length > maxLength ? `${line.slice(0, maxLength).toWellFormed()}…` : line;
	return cut
		.replace(/[\\`*_~[\](){}#!|$@^=]/g, "\\$&")
		.replace(/:(?=\/\/)|(?<=\bwww)\./gi, "\\$&")
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;");
}

/** A table; the cells are Markdown already. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
	// Numbers stand best at the right: a column counts as one where its header ends in a colon.
	const titles = header.map((title) => title.replace(/:$/, ""));
	const rules = header.map((title) => (title.endsWith(":") ? "---:" : "---"));
	return [titles, rules, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
