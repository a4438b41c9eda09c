import type { Failure } from "../model/outcome.ts";
import type { InterruptedPolicy } from "../model/policies.ts";

/** What comes next for an item whose attempt may have been done, although no answer came. */
const nexts: Readonly<Record<InterruptedPolicy, string>> = {
	retry: ": each try has the same idempotency key.",
	skip: ", so it is not tried again.",
	ask: ": whether it is tried again is for you to decide.",
};

/** The failure of an attempt that may have been done, with words that say so. */
export function inDoubt(failure: Failure, interrupted: InterruptedPolicy, isBatch: boolean): Failure {
	// What a batch of other items sends has another key.
	const next = isBatch && interrupted === "retry" ? "." : nexts[interrupted];
	return { ...failure, message: `${failure.message} It may have been done all the same${next}` };
}

/** The failure of an attempt after one that may have been done: it says nothing about that one. */
export function afterDoubt(failure: Failure): Failure {
	return { ...failure, message: `${failure.message} An earlier try may have been done all the same.` };
}
