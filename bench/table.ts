/** A Markdown table; a column without content is left out. */
export function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
	const kept = head.map((_, column) => lines.some((line) => line[column] !== ""));
	const row = (cells: readonly string[]) =>
		`| ${cells
			.filter((_, column) => kept[column])
			.map(cell)
			.join(" | ")} |`;
	return [row(head), row(head.map(() => "---")), ...lines.map(row)].join("\n");
}

function cell(text: string): string {
	return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
