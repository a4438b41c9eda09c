import { withBidiShown } from "../base/bidiControls.ts";

/** Longer texts are cut, so that a table stays readable. UTF-16 units. */
const maxLength = 300;

/**
 * Text that Markdown shows as it is, in one line: no HTML, no links, no formatting, no formulas. A server's answer or
 * a file's name must not become part of the page.
 */
export function plainMarkdown(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go.
	const line = withBidiShown(text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim());
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
	// A header that ends in a colon marks a column of numbers, which is aligned to the right.
	const titles = header.map((title) => title.replace(/:$/, ""));
	const rules = header.map((title) => (title.endsWith(":") ? "---:" : "---"));
	return [titles, rules, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
