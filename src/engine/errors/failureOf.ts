import { OperationError } from "../model/errorCategory.ts";
import type { Failure } from "../model/outcome.ts";
import type { CategoryTable } from "./categoryTable.ts";

const messageLength = 1_000;
const detailLength = 4_096;

/** Whatever was thrown (a string, null, an error of any kind) as a value that can be kept and shown. */
export function failureOf(thrown: unknown, categories: CategoryTable, redact: (text: string) => string): Failure {
	const error = thrown instanceof Error ? thrown : new Error(thrownText(thrown));
	const code = codeOf(error);
	const fullMessage = redact(error.message || error.name);
	const message = fullMessage.split("\n", 1)[0]?.slice(0, messageLength) ?? "";
	const detail = error instanceof OperationError ? error.detail : error.stack;
	return {
		category: categories.find(
			{ code, name: error.name, message: fullMessage },
			error instanceof OperationError ? error.category : undefined,
		),
		message,
		name: error.name,
		code,
		detail: detail === undefined ? undefined : redact(detail).slice(0, detailLength),
	};
}

function thrownText(thrown: unknown): string {
	if (typeof thrown === "string" && thrown !== "") return thrown;
	try {
		return `Threw ${JSON.stringify(thrown) ?? String(thrown)} instead of an error.`;
	} catch {
		// A cycle, or a getter that throws: only its type is left to say.
		return `Threw ${typeof thrown} instead of an error.`;
	}
}

/** Libraries put the code in `code`, HTTP clients the status in `status`, and `fetch` the real error in `cause`. */
export function codeOf(error: unknown): string | undefined {
	for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
		const { code, status, statusCode } = at as { code?: unknown; status?: unknown; statusCode?: unknown };
		for (const candidate of [code, status, statusCode]) {
			if (typeof candidate === "string" || typeof candidate === "number") return String(candidate);
		}
	}
	return undefined;
}
