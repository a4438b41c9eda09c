import {
	formatCount,
	formatCountOf,
	formatDuration,
	formatEta,
	formatNextTry,
	formatPercent,
	formatRate,
	formatWait,
} from "../base/format.ts";
import { settledCount } from "../engine/model/counts.ts";
import type { NextAttempt, SlowedBy, Snapshot } from "../engine/model/snapshot.ts";
import { stateText } from "./stateText.ts";

/** 0 to 1; undefined while the number of items is unknown. A run without items is done with all of them. */
export function shareDone({ total, counts }: Pick<Snapshot, "total" | "counts">): number | undefined {
	if (total === undefined || (total.count === 0 && !total.exact)) return undefined;
	if (total.count === 0) return 1;
	// An estimate can be too low, so it never claims 100%.
	return Math.min(total.exact ? 1 : 0.999, settledCount(counts) / total.count);
}

/** `4,200 of 10,000 items` */
export function settledText({ total, counts }: Snapshot): string {
	const settled = settledCount(counts);
	if (total === undefined) return `${formatCountOf(settled, "item")} done`;
	return `${formatCount(settled)} of ${total.exact ? "" : "about "}${formatCountOf(total.count, "item")}`;
}

/** `2 min left`; or which upstream it waits for; or nothing while the time left is unknown. */
export function leftText({ state, etaMs, blockedOn }: Pick<Snapshot, "state" | "etaMs" | "blockedOn">): string {
	if (state === "running" && blockedOn) return formatWait(blockedOn.upstream, blockedOn.nextTryMs);
	return state === "running" && etaMs !== undefined ? `${formatEta(etaMs)} left` : "";
}

/** `slowed to 20/s by api.example.com` */
export function slowedText({ upstream, perSecond }: SlowedBy): string {
	return `slowed to ${formatRate(perSecond)} by ${upstream}`;
}

/**
 * Why the run is in its state, or why it does not go on, or only slowly: `Waiting for api.example.com, next try in 8 s.
 * …`.
 */
export function reasonText(snapshot: Snapshot): string {
	const { state, blockedOn, slowedBy, nextAttempt, waiting, reason = "" } = snapshot;
	if (state !== "running") return reason;
	if (blockedOn) return `W${leftText(snapshot).slice(1)}. ${blockedOn.reason}`;
	if (slowedBy) return `S${slowedText(slowedBy).slice(1)}, which refuses more.`;
	return nextAttempt ? retryText(nextAttempt, waiting) : reason;
}

/** `3 items wait for their next attempt, the first in 4 s. POST … answered 500.` */
function retryText({ inMs, reason }: NextAttempt, waiting: number): string {
	const when = formatNextTry(inMs);
	if (waiting <= 1) return `The last item waits for its next attempt, ${when}. ${reason}`;
	return `${formatCountOf(waiting, "item")} wait for their next attempt, the first ${when}. ${reason}`;
}

/** `Create posts: running, 42%, 3 failed, 2 min left` */
export function announcement(snapshot: Snapshot): string {
	const share = shareDone(snapshot);
	const { blockedOn } = snapshot;
	const figures = [
		stateText[snapshot.state].toLowerCase(),
		share === undefined ? "" : formatPercent(share),
		`${formatCount(snapshot.counts.failed)} failed`,
		snapshot.counts.rejected > 0 ? `${formatCount(snapshot.counts.rejected)} rejected` : "",
		// Without the time until the next try, which is another one at every moment.
		blockedOn && snapshot.state === "running" ? `waiting for ${blockedOn.upstream}` : leftText(snapshot),
		snapshot.reason ?? "",
	];
	return `${snapshot.jobName}: ${figures.filter((fact) => fact !== "").join(", ")}`;
}

/** `posts/17 running for 45 s`; empty while no attempt takes that long. */
export function longAttemptText({ longAttempt }: Pick<Snapshot, "longAttempt">): string {
	return longAttempt ? `${longAttempt.key} running for ${formatDuration(longAttempt.forMs)}` : "";
}
