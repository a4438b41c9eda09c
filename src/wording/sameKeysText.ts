import { formatCountOf } from "../base/format.ts";

/** Items that share a key: `3 items have the same key as an earlier one.` Undefined where there are none. */
export function sameKeysText(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${formatCountOf(count, "item")} ${count === 1 ? "has" : "have"} the same key as an earlier one.`;
}
