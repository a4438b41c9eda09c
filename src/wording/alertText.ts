import { formatPercent, formatTimeOfDay } from "../base/format.ts";
import type { Alert, AlertKind } from "../engine/model/alert.ts";

/** `Since 14:05: 62% of 1,240 items in the last 30 s succeeded, below 90% (alerts.successRateBelow).` */
export function alertText({ since, message }: Alert): string {
	return `Since ${formatTimeOfDay(since)}: ${message}`;
}

/** For where there is little room: `success rate 62%`. */
export function alertLabel({ kind, value }: Alert): string {
	switch (kind) {
		case "successRate":
			return `success rate ${formatPercent(value)}`;
		case "rateDrop":
			return `rate down by ${formatPercent(value)}`;
		case "memory":
			return `memory at ${formatPercent(value)}`;
	}
}

/** That an alert of this kind no longer stands. */
export const alertOverText: Readonly<Record<AlertKind, string>> = {
	successRate: "The success rate is no longer too low.",
	rateDrop: "The rate is no longer far below that of the minutes before.",
	memory: "The process no longer takes too much memory.",
};
