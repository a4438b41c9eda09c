import { formatPercent } from "../base/format.ts";
import type { LaneTime } from "../engine/model/laneTime.ts";

const waits: readonly (readonly [name: keyof LaneTime, text: string])[] = [
	["rateLimit", "waits for the rate limit"],
	["upstream", "waits for the other side"],
	["retries", "waits for retries"],
	["idle", "is free"],
];
/** A smaller share of waiting explains nothing. */
const minShownShare = 0.05;

/** `12% · 85% waits for the rate limit` */
export function laneTimeText(laneTime: LaneTime): string {
	const shown = waits.filter(([name]) => laneTime[name] >= minShownShare);
	return [
		formatPercent(laneTime.working),
		...shown.map(([name, text]) => `${formatPercent(laneTime[name])} ${text}`),
	].join(" · ");
}
