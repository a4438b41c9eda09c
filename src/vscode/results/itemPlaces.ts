import type { Item } from "../../engine/model/item.ts";
import type { SelectionItems } from "../../job/launch/selectionItems.ts";
import type { SelectedPart } from "../../sources/sourceKind.ts";
import { alignLines, type OldLine } from "./alignLines.ts";

/** A part of a document; lines and columns from 0. */
export interface Place {
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly endColumn: number;
}

/** Where items stand in their document now. */
export interface ItemPlaces {
	/** By index; undefined where the item's lines are gone. */
	readonly of: ReadonlyMap<number, Place>;
	/** Lines that items had and that are gone, from 1. */
	readonly gone: readonly number[];
	/** The selected places; undefined where a line of one is gone. */
	readonly parts: readonly (Place | undefined)[];
}

/** Formats whose items have a line each; others go on to the next item. */
const oneLine: readonly string[] = ["lines", "jsonl", "table", "columns"];

/** @param now the document's lines */
export function itemPlaces(selection: SelectionItems, now: readonly string[]): ItemPlaces {
	const { selected } = selection;
	const parts = selected.parts ?? [selected];
	const old = parts.map((part) => oldLines(part, selected.areWholeLines ?? false));
	const lines = alignLines(old.flat(), now);
	const lineNow = new Map(old.flat().map((line, at) => [line, lines[at]] as const));
	const places = new Map<number, Place>();
	const gone = new Set<number>();
	for (const [item, then] of placesThen(selection, old)) {
		const place = placeNow(then, lineNow);
		if (place) places.set(item.index, place);
		else gone.add(item.location?.line ?? 1);
	}
	return { of: places, gone: [...gone], parts: old.map((part) => placeNow(part, lineNow)) };
}

/** The lines that each item had. */
function* placesThen(
	{ as, items }: SelectionItems,
	parts: readonly (readonly OldLine[])[],
): Iterable<readonly [Item, readonly OldLine[]]> {
	const taken = new Set<readonly OldLine[]>();
	for (const [at, item] of items.entries()) {
		const line = (item.location?.line ?? 1) - 1;
		const having = parts.filter((part) => (part[0]?.line ?? 0) <= line && line <= (part.at(-1)?.line ?? 0));
		if (as === "selections") {
			const part = having.find((one) => one[0]?.line === line && !taken.has(one)) ?? [];
			taken.add(part);
			yield [item, part];
		} else if (as === "columns") {
			yield [item, having.flat()];
		} else {
			const [part = []] = having;
			const next = (items[at + 1]?.location?.line ?? Number.POSITIVE_INFINITY) - 1;
			const end = oneLine.includes(as) ? line + 1 : next > line ? next : line + 1;
			const own = part.filter((one) => one.line >= line && one.line < end);
			yield [item, own.slice(0, own.findLastIndex(({ text }) => text.trim() !== "") + 1)];
		}
	}
}

function oldLines({ text, firstLine, firstColumn = 0 }: SelectedPart, areWhole: boolean): readonly OldLine[] {
	const lines = text.split(/\r\n|\n|\r/);
	// The line after the last line end has nothing of the selection.
	const isEnded = lines.length > 1 && lines.at(-1) === "";
	if (isEnded) lines.pop();
	return lines.map((content, at) => ({
		line: firstLine - 1 + at,
		text: content,
		column: at === 0 ? firstColumn : 0,
		isOpen: at === lines.length - 1 && !areWhole && !isEnded,
	}));
}

/** @param then consecutive lines */
function placeNow(then: readonly OldLine[], lineNow: ReadonlyMap<OldLine, number | undefined>): Place | undefined {
	const [first, last] = [then[0], then.at(-1)];
	if (!first || !last) return undefined;
	const lines = then.map((line) => lineNow.get(line));
	const [line, endLine] = [lines[0], lines.at(-1)];
	if (line === undefined || endLine === undefined || lines.includes(undefined)) return undefined;
	// Something was put in between.
	if (endLine - line !== last.line - first.line) return undefined;
	const columns = then.filter((one) => one.line === last.line).map((one) => one.column + one.text.length);
	return { line, column: first.column, endLine, endColumn: Math.max(...columns) };
}
