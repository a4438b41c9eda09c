import { formatCount, formatCountOf } from "../base/format.ts";
import { type Counts, settledCount } from "../engine/model/counts.ts";

/** What came of a run's items: `190 of 200 items succeeded, 3 failed, 5 rejected, 2 skipped`. */
export function resultText(counts: Counts): string {
	const { succeeded, skipped, interrupted } = counts;
	const settled = settledCount(counts);
	if (settled === 0) return "no item has an outcome";
	const items = formatCountOf(settled, "item");
	return [
		`${succeeded === settled ? items : `${formatCount(succeeded)} of ${items}`} succeeded`,
		...notDoneTexts(counts),
		...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
		...(interrupted > 0 ? [`${formatCount(interrupted)} in doubt`] : []),
	].join(", ");
}

/** What went wrong, for a few words: `["3 failed", "5 rejected"]`; empty where nothing did. */
export function notDoneTexts({ failed, rejected }: Pick<Counts, "failed" | "rejected">): readonly string[] {
	return [
		...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
		...(rejected > 0 ? [`${formatCount(rejected)} rejected`] : []),
	];
}
