import { formatCount } from "../../base/format.ts";
import { UsageError } from "../../base/usageError.ts";

/** Combinations that are made here; a list of that many is 100 MB. */
const maxCombinations = 1_000_000;

/** A list of values on the command line. */
export interface ValueList {
	readonly values: readonly string[];
	/** Its values go with those of the list before, one with one, as `:::+` says. */
	readonly isLinked: boolean;
}

/** The command, and what stands behind it. */
export interface SplitWords {
	readonly command: readonly string[];
	readonly lists: readonly ValueList[];
	/** Files whose lines are the items: `::::`. */
	readonly files: readonly string[];
}

export const valueMarks: readonly string[] = [":::", ":::+", "::::"];

/** Takes `COMMAND ::: VALUES ::: VALUES` apart. @throws UsageError */
export function splitWords(words: readonly string[]): SplitWords {
	const first = words.findIndex((word) => valueMarks.includes(word));
	if (first < 0) return { command: words, lists: [], files: [] };
	const lists: ValueList[] = [];
	const files: string[] = [];
	for (let at = first; at < words.length; ) {
		const mark = words[at];
		const next = words.findIndex((word, index) => index > at && valueMarks.includes(word));
		const end = next < 0 ? words.length : next;
		const values = words.slice(at + 1, end);
		if (mark === "::::") files.push(...values);
		else lists.push({ values, isLinked: mark === ":::+" });
		at = end;
	}
	if (lists.length > 0 && files.length > 0) {
		throw new UsageError({
			message: "Values (:::) and files with values (::::) cannot be combined here.",
			suggestion: 'A job file can, with "matrix".',
		});
	}
	if (lists[0]?.isLinked) throw new UsageError({ message: ":::+ links its values to those of a ::: before it." });
	return { command: words.slice(0, first), lists, files };
}

/**
 * Every combination of the lists' values, the first list varying slowest; linked lists vary together, as long as the
 * shortest of them. With one list, its values themselves.
 * @throws UsageError for too many
 */
export function combined(lists: readonly ValueList[]): readonly unknown[] {
	const [only] = lists;
	if (only && lists.length === 1) return only.values;
	const groups: (readonly (readonly string[])[])[] = [];
	for (const { values, isLinked } of lists) {
		const before = isLinked ? groups.pop() : undefined;
		groups.push(
			before
				? before.slice(0, values.length).map((parts, at) => [...parts, values[at] ?? ""])
				: values.map((value) => [value]),
		);
	}
	const count = groups.reduce((product, group) => product * group.length, 1);
	if (count > maxCombinations) {
		throw new UsageError({
			message: `These are ${formatCount(count)} combinations; here there may be ${formatCount(maxCombinations)}.`,
			suggestion: 'A job file can have more, with "matrix".',
		});
	}
	let rows: readonly (readonly string[])[] = [[]];
	for (const group of groups) rows = rows.flatMap((row) => group.map((parts) => [...row, ...parts]));
	return rows.map((row) => Object.fromEntries(row.map((value, at) => [String(at + 1), value])));
}
