import { formatCount, formatCountOf, formatDuration, formatPercent } from "../../base/format.ts";
import { shareDone } from "../../dashboard/progressText.ts";
import { settledCount } from "../../engine/model/counts.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import { oneLine } from "../texts/plainText.ts";

/** How a run ended, in a sentence or two: `Posts is done: 197 of 200 items succeeded, 3 failed, in 12 s.` */
export function endText(snapshot: Snapshot): string {
	const { counts, state, reason, activeMs } = snapshot;
	const name = oneLine(snapshot.jobName);
	const settled = settledCount(counts);
	const others = [
		counts.failed > 0 ? `, ${formatCount(counts.failed)} failed` : "",
		counts.skipped > 0 ? `, ${formatCount(counts.skipped)} skipped` : "",
		counts.interrupted > 0 ? `, ${formatCount(counts.interrupted)} in doubt` : "",
	].join("");
	const all =
		others === ""
			? formatCountOf(settled, "item")
			: `${formatCount(counts.succeeded)} of ${formatCountOf(settled, "item")}`;
	const result = `${all} succeeded${others}`;
	const at = atShare(snapshot);
	switch (state) {
		case "completed":
		case "completedWithFailures":
			return `${name} is done: ${result}, in ${formatDuration(activeMs)}.`;
		case "cancelled":
			return `${name} was cancelled${at}: ${result} so far.`;
		case "halted":
			return `${name} halted${at}. ${oneLine(reason ?? "")}`.trim();
		case "queued":
		case "running":
		case "paused":
		case "interrupted":
			return `${name} stopped${at}: ${result} so far.`;
	}
}

/** `Posts stopped at 42% when the window closed.` */
export function interruptedText(snapshots: readonly Snapshot[]): string {
	const [only] = snapshots;
	if (snapshots.length === 1 && only) return `${oneLine(only.jobName)} stopped${atShare(only)} when the window closed.`;
	return `${formatCountOf(snapshots.length, "run")} stopped when the window closed.`;
}

function atShare(snapshot: Snapshot): string {
	const share = shareDone(snapshot);
	return share === undefined ? "" : ` at ${formatPercent(share)}`;
}
