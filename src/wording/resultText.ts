import { formatCount, formatCountOf } from "../base/format.ts";
import { type Counts, settledCount } from "../engine/model/counts.ts";

/** What came of a run's items: `197 of 200 items succeeded, 3 failed, 2 skipped`. */
export function resultText(counts: Counts): string {
	const { succeeded, failed, skipped, interrupted } = counts;
	const settled = settledCount(counts);
	if (settled === 0) return "no item has an outcome";
	const items = formatCountOf(settled, "item");
	return [
		`${succeeded === settled ? items : `${formatCount(succeeded)} of ${items}`} succeeded`,
		...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
		...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
		...(interrupted > 0 ? [`${formatCount(interrupted)} in doubt`] : []),
	].join(", ");
}
