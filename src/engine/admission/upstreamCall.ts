import type { Upstream } from "./upstream.ts";

/** An attempt on its way to an upstream. */
export interface UpstreamCall {
	readonly upstream: Upstream;
	readonly isProbe: boolean;
	/** Monotonic, ms. */
	readonly startedAt: number;
	/** It goes with a batch that another attempt stands for: only the end of that one counts. */
	readonly isBatchFollower: boolean;
}
