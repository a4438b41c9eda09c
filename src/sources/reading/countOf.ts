import { formatCount, formatCountOf } from "../../base/format.ts";
import type { Total } from "../../engine/model/ports.ts";

/** `214 rows`, `about 1,200,000 rows`, `rows`. */
export function countOf(total: Total | undefined, noun: string): string {
	if (!total) return `${noun}s`;
	if (total.exact) return formatCountOf(total.count, noun);
	// Two digits are all that an estimate can promise.
	const step = 10 ** Math.max(0, Math.floor(Math.log10(total.count)) - 1);
	return `about ${formatCount(Math.round(total.count / step) * step)} ${noun}s`;
}
