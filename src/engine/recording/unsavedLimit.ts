import { autoBatchSize, type Policies } from "../model/policies.ts";

/** Fewer would let a fast run wait for the disk. */
const enoughForFastItems = 2_000;

/**
 * With so many outcomes that are not on disk lanes wait for it. A killed run does at most these items a second time, and
 * those that were under way.
 * @param underWay most items that may be under way at once
 */
export function unsavedLimit(underWay: number): number {
	return Math.max(enoughForFastItems, underWay);
}

/** Most items that may be under way at once. */
export function mostUnderWay(
	{ concurrency, batchSize, auto }: Pick<Policies, "concurrency" | "batchSize" | "auto">,
	isBatch: boolean,
): number {
	if (!isBatch) return concurrency;
	if (!auto.batchSize) return concurrency * batchSize;
	return Math.min(autoBatchSize.maxItems, concurrency * autoBatchSize.max);
}
