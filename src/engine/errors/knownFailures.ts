import { OperationError } from "../model/errorCategory.ts";
import type { Failure } from "../model/outcome.ts";
import type { CategoryTable } from "./categoryTable.ts";
import { failureOf } from "./failureOf.ts";

/** Of an item that its source could not read. No attempt can fix it: it fails, unless the job's rules say otherwise. */
export function sourceFailure(problem: string, categories: CategoryTable, redact: (text: string) => string): Failure {
	return failureOf(new OperationError(problem, { category: "fail", name: "RowError" }), categories, redact);
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

/** Of an item that the job leaves out. @param reason secrets masked */
export function leftOutFailure(reason: string): Failure {
	return { category: "skip", message: reason, name: "SkipIf", code: undefined, detail: undefined };
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
