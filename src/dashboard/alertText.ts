import type { Alert } from "../engine/alert.ts";

/** `Since 14:05: 62% of 1,240 items in the last 30 s succeeded, below 90% (alerts.successRateBelow).` */
export function alertText({ since, message }: Alert): string {
	const start = new Date(since);
	const two = (part: number) => String(part).padStart(2, "0");
	return `Since ${two(start.getHours())}:${two(start.getMinutes())}: ${message}`;
}
