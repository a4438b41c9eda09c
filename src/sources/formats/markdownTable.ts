import { formatCountOf } from "../../base/format.ts";
import { rowObject, wrongName } from "./csv/csvColumns.ts";
import type { FoundValue } from "./wholeText.ts";

/** A Markdown table (as GitHub has it), and what stands around it. */
export interface MarkdownTable {
	/** Objects by column; lists where the columns have no names, or the same one twice. */
	readonly rows: readonly FoundValue[];
	readonly names: readonly string[];
	/** Lines that belong to no table, from 1; blank ones do not count. */
	readonly others: readonly number[];
}

const rulePattern = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * The rows of the first table. Fewer cells than columns are filled up, as Markdown does; a row with more has a problem.
 * @param header of the table that the text is rows of, if that has none itself
 */
export function markdownTable(text: string, header?: string): MarkdownTable | undefined {
	const lines = text.split(/\r\n|\n|\r/);
	const rule = lines.findIndex((line, at) => at > 0 && isTableHead(lines[at - 1] ?? "", line));
	const ownHeader = rule > 0 ? lines[rule - 1] : undefined;
	const head = ownHeader ?? header;
	if (head === undefined) return undefined;
	const cells = cellsOf(head);
	const names = wrongName(cells) === undefined ? cells : [];
	const rows: FoundValue[] = [];
	const others: number[] = [];
	let isOver = false;
	for (const [at, line] of lines.entries()) {
		if (line.trim() === "") {
			isOver ||= rows.length > 0;
		} else if (at === rule || at === rule - 1) {
			// The header and the line below it.
		} else if (isOver || at < rule || !line.includes("|")) {
			others.push(at + 1);
		} else {
			rows.push(rowOf(line, at + 1, { cells, names }));
		}
	}
	return { rows, names, others };
}

/** Whether two lines are the header of a table and the line below it, with as many cells. */
export function isTableHead(header: string, rule: string): boolean {
	return (
		header.includes("|") &&
		rule.includes("|") &&
		rulePattern.test(rule) &&
		cellsOf(header).length === cellsOf(rule).length
	);
}

/** @param line with or without the outer bars */
export function cellsOf(line: string): readonly string[] {
	const inner = line
		.trim()
		.replace(/^\|/, "")
		.replace(/(?<!\\)\|$/, "");
	return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** The text as one of {@link cellsOf}, with `<br>` for its line ends. */
export function cellOf(text: string): string {
	return text.replaceAll("|", "\\|").replace(/\r\n|\n|\r/g, "<br>");
}

function rowOf(
	line: string,
	at: number,
	head: { readonly cells: readonly string[]; readonly names: readonly string[] },
): FoundValue {
	const cells = cellsOf(line);
	const width = head.cells.length;
	if (cells.length > width) {
		return { value: line, line: at, problem: `${formatCountOf(cells.length, "cell")}, expected ${width}` };
	}
	const filled = head.cells.map((_, column) => cells[column] ?? "");
	return { value: head.names.length > 0 ? rowObject(head.names, filled) : filled, line: at };
}
