import type { QueuedItem } from "../../engine/index.ts";

/**
 * What becomes of items that had started when the process died: they are run again; they are skipped; a person says
 * that they are done; or they stay listed as interrupted until somebody decides.
 */
export const inDoubtDecisions = ["retry", "skip", "done", "later"] as const;

export type InDoubtDecision = (typeof inDoubtDecisions)[number];

/** An item in doubt, with what is known of it. */
export interface InDoubtItem extends Pick<QueuedItem, "item" | "history"> {
	/** Made before the one that nobody knows the end of. */
	readonly attempts: number;
	/** Wall clock, ms since the epoch. */
	readonly startedAt: number;
}
