import type { Figure } from "./figures.ts";
import type { Verdict } from "./row.ts";

/** Our rate over a peer's. */
export function atLeast(
	factor: number,
	peer: string,
	ours: Figure | undefined,
	theirs: Figure | undefined,
): readonly Verdict[] {
	return compared(`at least ${factor} times ${peer}`, ours, theirs, (ratio) => ratio >= factor);
}

/** Our time over a peer's. */
export function atMost(
	factor: number,
	peer: string,
	ours: Figure | undefined,
	theirs: Figure | undefined,
): readonly Verdict[] {
	const goal = `at most ${factor === 1 ? "the time" : `${factor} times the time`} of ${peer}`;
	return compared(goal, ours, theirs, (ratio) => ratio <= factor);
}

/** Nothing where one of them was not measured. */
function compared(
	goal: string,
	ours: Figure | undefined,
	theirs: Figure | undefined,
	isMet: (ratio: number) => boolean,
): readonly Verdict[] {
	if (!ours || !theirs) return [];
	const ratio = ours.over(theirs);
	return [{ goal, measured: `${ratio.toFixed(2)} times`, isMet: isMet(ratio) }];
}

export function underMs(limitMs: number, what: string, ours: Figure | undefined): readonly Verdict[] {
	if (!ours) return [];
	return [
		{ goal: `${what} under ${limitMs} ms`, measured: `${ours.value.toFixed(1)} ms`, isMet: ours.value < limitMs },
	];
}

export function flatMemory(limitBytes: number, ours: Figure | undefined): readonly Verdict[] {
	if (ours?.peakBytes === undefined) return [];
	const [limit, peak] = [limitBytes, ours.peakBytes].map((bytes) => `${Math.round(bytes / 1e6)} MB`);
	return [{ goal: `10,000,000 items under ${limit}`, measured: `${peak}`, isMet: ours.peakBytes < limitBytes }];
}
