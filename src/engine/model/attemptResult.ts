import type { Failure } from "./outcome.ts";

/** How an attempt ended. */
export interface AttemptResult {
	/** What the operation returned; undefined where it failed. */
	readonly result: unknown;
	/** Undefined where it succeeded. */
	readonly failure: Failure | undefined;
	/** As the upstream asks, where it has turned the attempt away. */
	readonly retryAfterMs?: number | undefined;
	readonly durationMs: number;
}
