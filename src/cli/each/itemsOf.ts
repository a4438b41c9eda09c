import { UsageError } from "../../base/usageError.ts";
import type { EachOptions } from "./eachOptions.ts";
import type { ItemShape } from "./placeholders.ts";
import { combined, type SplitWords } from "./valueLists.ts";

/** Where the items come from, and what placeholders find in them. */
export interface EachItems {
	/** As a job says it. */
	readonly source: Readonly<Record<string, unknown>>;
	readonly shape: ItemShape;
}

const text: ItemShape = { kind: "text" };

/** @throws UsageError where several sources are named */
export function itemsOf({ lists, files: listed }: SplitWords, options: EachOptions): EachItems {
	const { files, lines, csv, jsonl, range, header, maxArgs, runIfEmpty } = options;
	const named: readonly (readonly [flag: string, items: EachItems])[] = [
		...(lists.length > 0 ? [[":::", valuesOf(lists)] as const] : []),
		...(listed.length > 0 ? [["::::", { source: { lines: pathsOf(listed, options) }, shape: text }] as const] : []),
		...(files ? [["--files", { source: { files: only(files) }, shape: text }] as const] : []),
		...(lines === undefined
			? []
			: [["--lines", { source: { lines: pathsOf([lines], options) }, shape: text }] as const]),
		...(csv === undefined ? [] : [["--csv", rowsOf(csv, header !== false)] as const]),
		...(jsonl === undefined
			? []
			: [["--jsonl", { source: { jsonl }, shape: { kind: "row", hasNames: true } }] as const]),
		...(range === undefined ? [] : [["--range", { source: { range: rangeOf(range) }, shape: text }] as const]),
	];
	const [first, second] = named;
	if (second) {
		throw new UsageError({ message: `Items come from ${first?.[0]} or from ${second[0]}, and both were found.` });
	}
	const { source, shape } = first?.[1] ?? { source: { lines: pathsOf(["-"], options) }, shape: text };
	return {
		source: runIfEmpty === false ? { ...source, empty: "ok" } : source,
		shape: maxArgs === undefined ? shape : { kind: "batch", size: maxArgs },
	};
}

function valuesOf(lists: SplitWords["lists"]): EachItems {
	const source = { values: combined(lists) };
	return { source, shape: lists.length === 1 ? text : { kind: "combination", lists: lists.length } };
}

function rowsOf(path: string, hasNames: boolean): EachItems {
	return {
		source: { csv: hasNames ? path : { path, header: false } },
		shape: { kind: "row", hasNames },
	};
}

function pathsOf(paths: readonly string[], { null: isNul }: EachOptions): unknown {
	const path = only(paths);
	return isNul ? { path, split: "nul" } : path;
}

function only(list: readonly string[]): string | readonly string[] {
	return list.length === 1 ? (list[0] ?? "") : list;
}

function rangeOf(words: string): readonly number[] {
	const numbers = words.split(" ").map(Number);
	if (numbers.length === 2 && numbers.every(Number.isSafeInteger)) return numbers;
	throw new UsageError({ message: `Expected two whole numbers (--range 1 100), found "${words}".` });
}
