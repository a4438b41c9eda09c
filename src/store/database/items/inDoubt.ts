import type { QueuedItem } from "../../../engine/index.ts";

/**
 * What happens to items that had started when the process died: they run again, they are skipped, they count as done
 * because the user says so, or they stay listed as interrupted until the user decides.
 */
export const inDoubtDecisions = ["retry", "skip", "done", "later"] as const;

export type InDoubtDecision = (typeof inDoubtDecisions)[number];

/** A decision for each item, by index. What is not in it is decided later. */
export type ItemDecisions = ReadonlyMap<number, InDoubtDecision>;

/** An item in doubt, with what is known about it. */
export interface InDoubtItem extends Pick<QueuedItem, "item" | "history"> {
	/** Made before the one whose end is unknown. */
	readonly attempts: number;
	/** Wall clock, ms since the epoch. */
	readonly startedAt: number;
}
