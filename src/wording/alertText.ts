import { formatTimeOfDay } from "../base/format.ts";
import type { Alert } from "../engine/model/alert.ts";

/** `Since 14:05: 62% of 1,240 items in the last 30 s succeeded, below 90% (alerts.successRateBelow).` */
export function alertText({ since, message }: Alert): string {
	return `Since ${formatTimeOfDay(since)}: ${message}`;
}
