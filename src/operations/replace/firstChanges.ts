/** A line before and after; of several lines that change together the first. */
export interface Change {
	/** Of the file as it is, from 1. */
	readonly line: number;
	readonly before: string;
	readonly after: string;
}

const maxChanges = 3;
/** UTF-16 units of a line that are shown, and those among them before what changes. */
const maxLineLength = 200;
const shownBefore = 60;

/** The first lines that differ; as far as both have the same number of lines, which replacements mostly keep. */
export function firstChanges(before: string, after: string): readonly Change[] {
	const [old, now] = [before.split("\n"), after.split("\n")];
	const changes: Change[] = [];
	for (let at = 0; at < old.length && changes.length < maxChanges; at++) {
		const [was, is] = [old[at] ?? "", now[at] ?? ""];
		if (was === is) continue;
		const from = firstDifference(was, is) - shownBefore;
		changes.push({ line: at + 1, before: excerpt(was, from), after: excerpt(is, from) });
		// From here on lines stand beside others than their own.
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
