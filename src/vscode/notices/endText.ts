import { formatCountOf, formatDuration, formatPercent } from "../../base/format.ts";
import type { Counts } from "../../engine/model/counts.ts";
import type { Snapshot } from "../../engine/model/snapshot.ts";
import { shareDone } from "../../wording/progressText.ts";
import { notDoneTexts, resultText } from "../../wording/resultText.ts";
import { sameKeysText } from "../../wording/sameKeysText.ts";
import { statePredicate } from "../../wording/stateText.ts";
import { oneLine } from "../texts/plainText.ts";

/**
 * How a run ended, in a sentence or two: `Posts is done: 197 of 200 items succeeded, 3 failed, in 12 s.`
 * @param retried of the run that it retries items of, if any: what is left there is what nobody has settled
 */
export function endText(snapshot: Snapshot, retried?: Counts): string {
	const { counts, state, reason, activeMs } = snapshot;
	const name = oneLine(snapshot.jobName);
	const head = `${name} ${statePredicate[state]}`;
	const at = atShare(snapshot);
	const sameKeysLine = sameKeysText(snapshot.sameKeys ?? 0);
	const sameKeys = sameKeysLine === undefined ? "" : ` ${sameKeysLine}`;
	switch (state) {
		case "completed":
		case "completedWithFailures":
			return `${head}: ${resultText(counts)}, in ${formatDuration(activeMs)}.${sameKeys}${retried ? leftText(retried) : ""}`;
		case "halted":
			return `${head}${at}. ${oneLine(reason ?? "")}`.trim();
		case "cancelled":
		case "queued":
		case "running":
		case "paused":
		case "interrupted":
			return `${head}${at}: ${resultText(counts)} so far.`;
	}
}

function leftText(retried: Counts): string {
	const left = notDoneTexts(retried);
	return left.length === 0 ? " Nothing is left failed." : ` Left of the run that it retries: ${left.join(", ")}.`;
}

/** `Posts was interrupted at 42% when the window closed.` */
export function interruptedText(snapshots: readonly Snapshot[]): string {
	const [only] = snapshots;
	if (snapshots.length === 1 && only)
		return `${oneLine(only.jobName)} was interrupted${atShare(only)} when the window closed.`;
	return `${formatCountOf(snapshots.length, "run")} were interrupted when the window closed.`;
}

function atShare(snapshot: Snapshot): string {
	const share = shareDone(snapshot);
	return share === undefined ? "" : ` at ${formatPercent(share)}`;
}
