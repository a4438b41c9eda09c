import { distance } from "fastest-levenshtein";

/** `Did you mean "title"?` where one of the known names is close to the given one. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
	const lower = name.toLowerCase();
	// A third of the letters wrong, or two that were swapped, is still a slip; more is another word.
	const maxDistance = name.length < 4 ? Math.floor(name.length / 3) : Math.max(2, Math.round(name.length / 3));
	let best = { name: "", distance: maxDistance + 1 };
	for (const candidate of known) {
		const steps = distance(lower, candidate.toLowerCase());
		if (steps < best.distance) best = { name: candidate, distance: steps };
	}
	return best.name === "" ? undefined : `Did you mean "${best.name}"?`;
}
