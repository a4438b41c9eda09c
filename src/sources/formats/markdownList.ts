import type { FoundValue } from "./wholeText.ts";

/** A Markdown list, and what stands between its entries. */
export interface MarkdownList {
	/** Texts; objects with `text`, and `done` or `parents`, where some are tasks or nested. */
	readonly entries: readonly FoundValue[];
	/** Names of the fields; none where entries are texts. */
	readonly fields: readonly string[];
	/** Lines that belong to no entry, from 1; blank ones do not count. */
	readonly others: readonly number[];
}

interface Entry {
	readonly indent: number;
	readonly line: number;
	readonly lines: string[];
	/** Undefined: no task. */
	readonly done: boolean | undefined;
	readonly parents: readonly Entry[];
}

const entryPattern = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[(?<box>[ xX])\](?=[ \t]|$))?(?:[ \t]+(?<text>.*))?$/;
const rulePattern = /^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const fencePattern = /^[ \t]*(?:```|~~~)/;

/** Entries with what is indented below them, also without a blank line in between. */
export function markdownList(text: string): MarkdownList {
	const entries: Entry[] = [];
	const others: number[] = [];
	let isInFence = false;
	for (const [at, content] of text.split(/\r\n|\n|\r/).entries()) {
		const current = entries.at(-1);
		const begin = isInFence ? undefined : entryOf(content, at + 1, entries);
		if (begin) {
			entries.push(begin);
		} else if (content.trim() === "") {
			if (isInFence) current?.lines.push("");
		} else if (current && (isInFence || indentOf(content) > current.indent)) {
			if (fencePattern.test(content)) isInFence = !isInFence;
			current.lines.push(content.trim());
		} else {
			others.push(at + 1);
		}
	}
	const hasTasks = entries.some(({ done }) => done !== undefined);
	const isNested = entries.some(({ parents }) => parents.length > 0);
	const fields = hasTasks || isNested ? ["text", ...(hasTasks ? ["done"] : []), ...(isNested ? ["parents"] : [])] : [];
	return { entries: entries.map((entry) => ({ value: entryValue(entry, fields), line: entry.line })), fields, others };
}

function entryOf(content: string, line: number, before: readonly Entry[]): Entry | undefined {
	const found = rulePattern.test(content) ? null : entryPattern.exec(content);
	if (!found) return undefined;
	const { box, text = "" } = found.groups ?? {};
	const indent = indentOf(content);
	return {
		indent,
		line,
		lines: [text.trim()],
		done: box === undefined ? undefined : box !== " ",
		parents: parentsOf(indent, before.at(-1)),
	};
}

/** The entries that one with this indent is nested in, the outermost first. */
function parentsOf(indent: number, before: Entry | undefined): readonly Entry[] {
	const open = before ? [...before.parents, before] : [];
	return open.filter((entry) => entry.indent < indent);
}

function entryValue(entry: Entry, fields: readonly string[]): unknown {
	const text = textOf(entry);
	if (fields.length === 0) return text;
	return {
		text,
		...(fields.includes("done") ? { done: entry.done ?? null } : {}),
		...(fields.includes("parents") ? { parents: entry.parents.map(textOf) } : {}),
	};
}

function textOf({ lines }: Entry): string {
	return lines.join("\n").trim();
}

/** Columns; a tab goes to the next multiple of 4, as in Markdown. */
function indentOf(content: string): number {
	let columns = 0;
	for (const sign of content) {
		if (sign === " ") columns++;
		else if (sign === "\t") columns += 4 - (columns % 4);
		else break;
	}
	return columns;
}
