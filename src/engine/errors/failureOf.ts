import { SlowPatternError } from "../../base/messagePattern.ts";
import { type ErrorCategory, OperationError } from "../model/errorCategory.ts";
import type { Failure } from "../model/outcome.ts";
import type { CategoryTable } from "./categoryTable.ts";
import { errorOf, traitsOf } from "./errorTraits.ts";

const messageLength = 1_000;
const detailLength = 4_096;

/**
 * Whatever was thrown (a string, null, an error of any kind) as a value that can be kept and shown.
 * @param hasSucceeded see {@link CategoryTable.find}
 */
export function failureOf(
	thrown: unknown,
	categories: CategoryTable,
	redact: (text: string) => string,
	hasSucceeded?: () => boolean,
): Failure {
	const error = errorOf(thrown);
	const traits = traitsOf(error);
	const fullMessage = redact(traits.message);
	const message = fullMessage.split("\n", 1)[0]?.slice(0, messageLength) ?? "";
	const byOperation = error instanceof OperationError ? error.category : undefined;
	const detail = error instanceof OperationError ? error.detail : error.stack;
	const ruled = ruledBy(() => categories.find({ ...traits, message: fullMessage }, byOperation, hasSucceeded));
	return {
		category: ruled.category,
		message: ruled.problem === undefined ? message : `${ruled.problem} It is: ${message}`.slice(0, messageLength),
		name: redact(error.name),
		code: traits.codes[0] && redact(traits.codes[0]),
		detail: detail === undefined ? undefined : cutDetail(redact(detail), error),
	};
}

/** A rule that cannot be applied ends the run: its author meant to decide on such errors. */
function ruledBy(find: () => ErrorCategory): { readonly category: ErrorCategory; readonly problem?: string } {
	try {
		return { category: find() };
	} catch (error) {
		if (!(error instanceof SlowPatternError)) throw error;
		return { category: "fatal", problem: error.message };
	}
}

/** Cut only once it is masked: half a secret would not be found. */
function cutDetail(detail: string, error: Error): string {
	const isEnd = error instanceof OperationError && error.detailIsEnd;
	return isEnd ? detail.slice(-detailLength) : detail.slice(0, detailLength);
}
