/** A line before and after; where the number of lines changes too, the first that differs. */
export interface Change {
	/** In the file before the change, from 1. */
	readonly line: number;
	readonly before: string;
	readonly after: string;
}

const maxChanges = 3;
/** Longest part of a line that is shown, in UTF-16 units. */
const maxLineLength = 200;
/** How many of them come before the change. */
const shownBefore = 60;

/** The first lines that differ; only one if the number of lines changes too, which is rare. */
export function firstChanges(before: string, after: string): readonly Change[] {
	const [old, now] = [before, after].map((text) => text.split(/\r?\n/)) as [string[], string[]];
	const changes: Change[] = [];
	for (let at = 0; at < old.length && changes.length < maxChanges; at++) {
		const [was, is] = [old[at] ?? "", now[at] ?? ""];
		if (was === is) continue;
		const from = firstDifference(was, is) - shownBefore;
		changes.push({ line: at + 1, before: excerpt(was, from), after: excerpt(is, from) });
		// From here on, lines no longer correspond.
		if (old.length !== now.length) break;
	}
	return changes;
}

function firstDifference(a: string, b: string): number {
	let at = 0;
	while (at < a.length && a[at] === b[at]) at++;
	return at;
}

function excerpt(line: string, from: number): string {
	if (line.length <= maxLineLength) return line;
	const start = Math.max(0, from);
	return `${start > 0 ? "…" : ""}${line.slice(start, start + maxLineLength)}${start + maxLineLength < line.length ? "…" : ""}`;
}
