import { formatCountOf, formatPercent, formatRate } from "../../base/format.ts";
import type { Interval } from "./perSecondHistory.ts";
import type { RateDrop } from "./rateDrop.ts";

/** @param seconds in which the items have settled */
export function successRateMessage({ succeeded, failed }: Interval, seconds: number, threshold: number): string {
	const share = formatPercent(succeeded / (succeeded + failed));
	const items = formatCountOf(succeeded + failed, "item");
	return `${share} of ${items} in the last ${seconds} s succeeded, below ${formatPercent(threshold)} (alerts.successRateBelow).`;
}

export function rateDropMessage({ share, now, usual }: RateDrop, threshold: number): string {
	return `The rate fell by ${formatPercent(share)}, from ${formatRate(usual)} in the minutes before to ${formatRate(now)} (alerts.rateDropAbove: ${formatPercent(threshold)}).`;
}

export function memoryMessage(share: number, threshold: number): string {
	return `The process uses ${formatPercent(share)} of the memory available to it (alerts.memoryAbove: ${formatPercent(threshold)}).`;
}
