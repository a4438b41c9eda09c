/** A line as it was. */
export interface OldLine {
	/** From 0. */
	readonly line: number;
	readonly text: string;
	/** Where the text began; only a part of the line is known, then, or if `isOpen`. */
	readonly column: number;
	/** Whether more may have stood after the text. */
	readonly isOpen: boolean;
}

/**
 * Finds lines again in a document that may have changed since: where they were, if all of them still are; else by lines
 * that occur once, and between these in their order.
 * @param old in their order
 * @returns for each its line now, from 0; undefined where it is gone
 */
export function alignLines(old: readonly OldLine[], now: readonly string[]): readonly (number | undefined)[] {
	if (old.every((line) => isSame(line, now[line.line]))) return old.map(({ line }) => line);
	const found: (number | undefined)[] = old.map(() => undefined);
	const anchors = [...anchorsOf(old, now), { at: old.length, line: now.length }];
	let [from, next] = [0, 0];
	for (const { at, line } of anchors) {
		for (let gap = from; gap < at; gap++) {
			const one = old[gap] as OldLine;
			// Another place of the same line.
			const begin = gap > 0 && old[gap - 1]?.line === one.line ? (found[gap - 1] ?? next) : next;
			const same = indexOf(one, now, begin, line);
			if (same === undefined) continue;
			found[gap] = same;
			next = same + 1;
		}
		if (at < old.length) found[at] = line;
		[from, next] = [at + 1, line + 1];
	}
	return found;
}

interface Anchor {
	/** Index among the old lines. */
	readonly at: number;
	readonly line: number;
}

/** Lines that occur once then and once now, as many as have the same order. */
function anchorsOf(old: readonly OldLine[], now: readonly string[]): readonly Anchor[] {
	const places = new Map<string, number | undefined>();
	for (const [line, text] of now.entries()) places.set(text, places.has(text) ? undefined : line);
	const counts = new Map<string, number>();
	for (const { text } of old) counts.set(text, (counts.get(text) ?? 0) + 1);
	const candidates = old.flatMap((line, at) => {
		const place = places.get(line.text);
		return place !== undefined && counts.get(line.text) === 1 && isSame(line, now[place]) ? [{ at, line: place }] : [];
	});
	return longestRising(candidates);
}

/** The longest subsequence whose lines rise, by patience sorting. */
function longestRising(anchors: readonly Anchor[]): readonly Anchor[] {
	const piles: number[] = [];
	const before: (number | undefined)[] = [];
	for (const [index, { line }] of anchors.entries()) {
		let [low, high] = [0, piles.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((anchors[piles[middle] as number] as Anchor).line < line) low = middle + 1;
			else high = middle;
		}
		before[index] = low > 0 ? piles[low - 1] : undefined;
		piles[low] = index;
	}
	const rising: Anchor[] = [];
	for (let index = piles.at(-1); index !== undefined; index = before[index]) rising.push(anchors[index] as Anchor);
	return rising.reverse();
}

/** @param end before which it must stand */
function indexOf(old: OldLine, now: readonly string[], from: number, end: number): number | undefined {
	for (let line = from; line < end; line++) if (isSame(old, now[line])) return line;
	return undefined;
}

function isSame({ text, column, isOpen }: OldLine, now: string | undefined): boolean {
	if (now === undefined) return false;
	const rest = column === 0 ? now : now.slice(column);
	return isOpen ? rest.startsWith(text) : rest === text;
}
