import type { Failure } from "../model/outcome.ts";

/** No attempt can fix it. The item counts as failed, not as skipped: its source is at fault. */
export function sourceFailure(message: string): Failure {
	return { category: "skip", message, name: "RowError", code: undefined, detail: undefined };
}

/** Of an item with the same key as an earlier one, which the job does not run. */
export function sameKeyFailure(key: string, first: number, category: "skip" | "fail"): Failure {
	const message = `It has the same key as item ${first}: ${JSON.stringify(key)}.`;
	return { category, message, name: "SameKey", code: undefined, detail: undefined };
}

/** Of an item that shares the outcome of the first one with its key. */
export function reusedFailure(failure: Failure, first: number): Failure {
	return { ...failure, message: `${failure.message} (as item ${first}, which has the same key)` };
}

export const returnedFalse: Failure = {
	category: "skip",
	message: "The operation returned false.",
	name: "ReturnedFalse",
	code: undefined,
	detail: undefined,
};

/** Of an item that had started when its process died. Whether to try it again is up to the user, or the job. */
export const interruptedFailure: Failure = {
	category: "retry",
	message: "It had started when the process died: nobody knows whether it was done.",
	name: "Interrupted",
	code: undefined,
	detail: undefined,
};
