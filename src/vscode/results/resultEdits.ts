import type { SelectionItems } from "../../job/launch/selectionItems.ts";
import { cellText } from "../../sinks/table/cells.ts";
import { CsvText } from "../../sinks/table/csvText.ts";
import { cellOf, cellsOf, isTableHead } from "../../sources/formats/markdownTable.ts";
import { tableRows } from "../../sources/formats/tableRows.ts";
import { messages } from "../texts/messages.ts";
import { type ItemPlaces, itemPlaces, type Place } from "./itemPlaces.ts";

/** Text that takes the place of another one. */
export interface ResultEdit extends Place {
	readonly text: string;
}

/** What becomes of a document. */
export interface ResultEdits {
	readonly edits: readonly ResultEdit[];
	/** Items whose result is put there. */
	readonly count: number;
}

/** By index of the items that succeeded: what most want of the result. */
export type Results = ReadonlyMap<number, unknown>;

/** Results stand in one column, unless a line is longer than that. */
const maxColumn = 100;
const gap = 2;

/**
 * Puts each result behind its item's line: as a column of a CSV document or a Markdown table, else in line with the others.
 * @param now the document's lines
 * @throws Error with a message for the user where lines are gone, or nothing can stand beside them
 */
export function besideEdits(selection: SelectionItems, results: Results, now: readonly string[]): ResultEdits {
	const { as } = selection;
	if (as === "json" || as === "jsonl" || as === "entries") throw new Error(messages.nothingBesideJson);
	const texts = textsByLine(selection, results, found(selection, results, now));
	const edits =
		as === "csv"
			? csvColumn(selection, texts, now)
			: as === "table"
				? markdownColumn(texts, now)
				: besideLines(texts, now);
	return { edits, count: results.size };
}

/**
 * Puts each result in the place of its item. Those that did not succeed stay.
 * @throws Error with a message for the user where lines are gone, or hold more than one item
 */
export function replacingEdits(selection: SelectionItems, results: Results, now: readonly string[]): ResultEdits {
	const places = found(selection, results, now);
	const { as, items, selected } = selection;
	if (as === "json" || as === "entries") {
		const [place] = places.parts;
		if (!place || selected.parts) throw new Error(messages.linesGone(places.gone.length > 0 ? places.gone : [1]));
		return { edits: [{ ...place, text: jsonText(selection, results) }], count: results.size };
	}
	const edits = items.flatMap(({ index, value }) => {
		const place = places.of.get(index);
		if (!place || !results.has(index)) return [];
		const result = results.get(index);
		const text = as === "jsonl" ? JSON.stringify(result ?? null) : cellText(result);
		return [{ ...(as === "list" ? behindMark(place, value, now) : place), text }];
	});
	return { edits, count: results.size };
}

function found(selection: SelectionItems, results: Results, now: readonly string[]): ItemPlaces {
	const places = itemPlaces(selection, now);
	const missing = selection.items.filter(({ index }) => results.has(index) && !places.of.has(index));
	if (missing.length === 0) return places;
	throw new Error(messages.linesGone(missing.map(({ location }) => location?.line ?? 1)));
}

/** @returns by the line that an item ends in; several items may stand in one */
function textsByLine(selection: SelectionItems, results: Results, places: ItemPlaces): ReadonlyMap<number, string> {
	const texts = new Map<number, string>();
	for (const { index } of selection.items) {
		const place = places.of.get(index);
		if (!place || !results.has(index)) continue;
		const text = cellText(results.get(index));
		const before = texts.get(place.endLine);
		texts.set(place.endLine, before === undefined ? text : `${before}, ${text}`);
	}
	return texts;
}

function besideLines(texts: ReadonlyMap<number, string>, now: readonly string[]): readonly ResultEdit[] {
	const lengths = [...texts.keys()].map((line) => now[line]?.length ?? 0).filter((length) => length <= maxColumn);
	const column = Math.max(0, ...lengths) + gap;
	return [...texts].map(([line, text]) => {
		const padding = " ".repeat(Math.max(gap, column - (now[line]?.length ?? 0)));
		return atEnd(line, now, padding + inOneLine(text));
	});
}

/** All rows of the document get the field, so that it stays a table. */
function csvColumn(
	{ selected }: SelectionItems,
	texts: ReadonlyMap<number, string>,
	now: readonly string[],
): readonly ResultEdit[] {
	const { delimiter, rows, header } = tableRows(selected, now);
	const csv = new CsvText({ delimiter });
	const fieldOf = (text: string) =>
		delimiter === "\t" ? inOneLine(text).replaceAll("\t", " ") : csv.line([text]).trimEnd();
	const ends = new Set(rows.map(({ endLine }) => endLine));
	const lone = [...texts.keys()].filter((line) => !ends.has(line));
	const edits = rows.map(({ endLine }) => {
		if (endLine === header?.endLine && !texts.has(endLine))
			return atEnd(endLine, now, delimiter + columnName(header.fields));
		const text = texts.get(endLine);
		return atEnd(endLine, now, delimiter + (text === undefined || text === "" ? "" : fieldOf(text)));
	});
	return [...edits, ...lone.map((line) => atEnd(line, now, delimiter + fieldOf(texts.get(line) ?? "")))];
}

function columnName(fields: readonly string[]): string {
	for (let number = 1; ; number++) {
		const name = number === 1 ? "result" : `result ${number}`;
		if (!fields.includes(name)) return name;
	}
}

/** Rows without a result need no cell. */
function markdownColumn(texts: ReadonlyMap<number, string>, now: readonly string[]): readonly ResultEdit[] {
	const edits = [...texts].map(([line, text]) => atEnd(line, now, cellAtEnd(now[line] ?? "", cellOf(text))));
	const first = Math.min(...texts.keys());
	for (let rule = first - 1; rule >= 1 && (now[rule] ?? "").includes("|"); rule--) {
		const [header = "", dashes = ""] = [now[rule - 1], now[rule]];
		if (!isTableHead(header, dashes)) continue;
		edits.push(atEnd(rule - 1, now, cellAtEnd(header, columnName(cellsOf(header)))));
		edits.push(atEnd(rule, now, cellAtEnd(dashes, "---")));
		break;
	}
	return edits;
}

/** As the row is written: with a bar at its end or without. */
function cellAtEnd(row: string, cell: string): string {
	return row.trimEnd().endsWith("|") ? ` ${cell} |` : ` | ${cell}`;
}

function atEnd(line: number, now: readonly string[], text: string): ResultEdit {
	const column = now[line]?.trimEnd().length ?? 0;
	return { line, column, endLine: line, endColumn: now[line]?.length ?? column, text };
}

/** A list entry keeps its mark and its box. */
function behindMark(place: Place, value: unknown, now: readonly string[]): Place {
	const text = typeof value === "string" ? value : String((value as { readonly text?: unknown }).text ?? "");
	const at = (now[place.line] ?? "").indexOf(text.split("\n", 1)[0] ?? "", place.column);
	return at < 0 ? place : { ...place, column: at };
}

/** The list or the object with its results; where an item did not succeed, what stood there. */
function jsonText({ as, items, selected }: SelectionItems, results: Results): string {
	const indent = /^[ \t]*/.exec(selected.text)?.[0] ?? "";
	const step = /\n\t/.test(selected.text) ? "\t" : 2;
	const resultOr = (index: number, before: unknown) => (results.has(index) ? (results.get(index) ?? null) : before);
	const json = (value: unknown) => JSON.stringify(value, undefined, step).replaceAll("\n", `\n${indent}`);
	if (as === "entries") {
		const members = items.map(({ index, value }) => {
			const { key, value: before } = value as { readonly key: string; readonly value: unknown };
			return [key, resultOr(index, before)] as const;
		});
		return objectText(members, json, { indent, step });
	}
	const values = items.map(({ index, value }) => resultOr(index, value));
	if (/^\s*\[/.test(selected.text)) return indent + json(values);
	const comma = /,\s*$/.test(selected.text) ? "," : "";
	return values.map((value) => indent + json(value)).join(",\n") + comma;
}

/** Not as an object, which has keys that are numbers in another order. */
function objectText(
	members: readonly (readonly [string, unknown])[],
	json: (value: unknown) => string,
	{ indent, step }: { readonly indent: string; readonly step: string | number },
): string {
	const inner = indent + (typeof step === "string" ? step : " ".repeat(step));
	const lines = members.map(
		([key, value]) =>
			`${inner}${JSON.stringify(key)}: ${json(value).replaceAll("\n", `\n${inner.slice(indent.length)}`)}`,
	);
	return `${indent}{\n${lines.join(",\n")}\n${indent}}`;
}

function inOneLine(text: string): string {
	return text.trim().replace(/\s*(?:\r\n|\n|\r)\s*/g, " ↵ ");
}
