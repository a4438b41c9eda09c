import { formatCount, formatCountOf } from "../base/format.ts";

/** What may run a second time when a run is resumed, as nobody knows whether it was done. */
export type Repeats =
	/** Its process was killed: at most so many items were under way, and had ended without being on disk. */
	| { readonly after: "kill"; readonly underWay: number; readonly unsaved: number }
	/** The same, where the numbers are not known. */
	| { readonly after: "kill"; readonly underWay?: undefined }
	/** It was stopped: so many items were cut short, or had got no answer. */
	| { readonly after: "stop"; readonly items: number };

/** @param left items that have no outcome; undefined where nobody knows how many there are */
export function repeatTexts(repeats: Repeats, left = Number.POSITIVE_INFINITY): readonly string[] {
	if (left === 0) return [];
	if (repeats.after === "stop") {
		const count = Math.min(repeats.items, left);
		if (count === 0) return [];
		const were = count === 1 ? "it was" : "they were";
		const done = `nobody knows whether ${were} done`;
		return [
			`${formatCountOf(count, "item")} may run a second time: ${were} under way when the run was stopped, and ${done}.`,
		];
	}
	if (repeats.underWay === undefined) {
		return [
			"Items that were under way when the process died, or whose outcome was not on disk, may run a second time.",
		];
	}
	const items = formatCountOf(Math.min(repeats.underWay + repeats.unsaved, left), "item");
	const underWay = formatCount(Math.min(repeats.underWay, left));
	return [
		`Up to ${items} may run a second time: those that were under way when the process died (at most ${underWay}), ` +
			"and those whose outcome was not on disk yet.",
	];
}
