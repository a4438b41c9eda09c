import type { Counts } from "./counts.ts";
import { settledCount } from "./counts.ts";
import type { Total } from "./ports.ts";
import type { RunState } from "./runState.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a run has come to. */
export interface Summary {
	readonly runId: string;
	readonly state: RunState;
	/** Why it ended so, where the state alone does not say. */
	readonly reason: string | undefined;
	readonly total: Total | undefined;
	readonly counts: Counts;
	/** Time spent running, over all resumes, ms. */
	readonly durationMs: number;
	/** Over the whole of that time. */
	readonly itemsPerSecond: number;
	/** Share of succeeded among all items with an outcome, 0 to 1; 1 when there were none. */
	readonly successRate: number;
}

export function summaryOf({ runId, state, reason, total, counts, activeMs }: Snapshot): Summary {
	const settled = settledCount(counts);
	return {
		runId,
		state,
		reason,
		total,
		counts,
		durationMs: activeMs,
		itemsPerSecond: activeMs > 0 ? (settled / activeMs) * 1_000 : 0,
		successRate: settled > 0 ? counts.succeeded / settled : 1,
	};
}
