import type { Outage } from "./outage.ts";
import type { Failure } from "./outcome.ts";

/** How an attempt ended. */
export interface AttemptResult {
	/** What the operation returned; undefined where it failed. */
	readonly result: unknown;
	/** Undefined where it succeeded. */
	readonly failure: Failure | undefined;
	/** How long to wait, where the upstream has throttled the attempt and says so. */
	readonly retryAfterMs?: number | undefined;
	/** The operation leaves the item out on purpose. */
	readonly isLeftOut?: boolean;
	/** Whoever it went to was not there. */
	readonly outage?: Outage | undefined;
	/** It ended without an answer, and may have been done all the same. */
	readonly mayBeDone?: boolean;
	/** What was thrown: the same for all items of a batch that failed as a whole. */
	readonly error?: object | undefined;
	readonly durationMs: number;
}
