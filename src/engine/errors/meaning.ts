import type { ErrorCategory } from "../model/errorCategory.ts";

/** What an HTTP status or a system's error code says, beyond that the attempt failed. */
export interface CodeMeaning {
	/** Where neither the job nor the operation says one. */
	readonly category?: ErrorCategory;
	/** The category once something has succeeded at the upstream, where that makes a difference. */
	readonly afterSuccess?: ErrorCategory;
	/** The upstream has more to do than it can: adaptive concurrency goes down. */
	readonly isOverload?: true;
	/** Nobody was there, rather than somebody who refused the request. */
	readonly isOutage?: true;
	/** Nobody has looked at what was sent: it says nothing about the items. */
	readonly isUnread?: true;
	/** Other work got in the way, and nothing was done: smaller batches get on better, but it says nothing about items. */
	readonly isContention?: true;
	/** A batch was too large for the upstream. */
	readonly isTooLarge?: true;
	/** The answer may say when to try again (`Retry-After`, or what is left of a quota). */
	readonly mayNameWait?: true;
}
