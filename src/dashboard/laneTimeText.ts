import { formatPercent } from "../base/format.ts";
import type { LaneTime } from "../engine/model/laneTime.ts";

const waits: readonly (readonly [name: keyof LaneTime, text: string])[] = [
	["rateLimit", "waits for the rate limit"],
	["upstream", "waits for the other side"],
	["retries", "waits for retries"],
	["idle", "is free"],
];
/** Less of a wait explains nothing. */
const worthTelling = 0.05;

/** `12% · 85% waits for the rate limit` */
export function laneTimeText(laneTime: LaneTime): string {
	const told = waits.filter(([name]) => laneTime[name] >= worthTelling);
	return [
		formatPercent(laneTime.working),
		...told.map(([name, text]) => `${formatPercent(laneTime[name])} ${text}`),
	].join(" · ");
}
